"""Writes the signed statements that Tests/AccessTests/Providers reads, with keys made for them alone, which are thrown away.

usage: make_test_tokens.py FILE    (needs the package cryptography)
"""
import base64
import hashlib
import hmac
import json
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

NOW = 1_780_000_000


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, size=None):
    return text(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


rsa_key, other_rsa, short_rsa = (rsa.generate_private_key(public_exponent=65537, key_size=bits) for bits in (2048, 2048, 1024))
ec_key = ec.generate_private_key(ec.SECP256R1())


def rsa_jwk(key, name, **more):
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "kid": name, "use": "sig", "n": number(numbers.n), "e": number(numbers.e), **more}


point = ec_key.public_key().public_numbers()
keys = {
    "keys": [
        rsa_jwk(rsa_key, "rsa", alg="RS256"), rsa_jwk(short_rsa, "short"), rsa_jwk(other_rsa, "encrypting", use="enc"),
        {"kty": "EC", "kid": "ec", "use": "sig", "crv": "P-256", "x": number(point.x, 32), "y": number(point.y, 32)},
        {"kty": "oct", "kid": "shared", "k": text(b"secret")}, {"kty": "OKP", "kid": "ed", "crv": "Ed25519", "x": text(b"x" * 32)},
    ]
}

CLAIMS = {
    "iss": "https://id.example.org", "sub": "248289761001", "aud": "steward", "exp": NOW + 600, "iat": NOW, "nonce": "n-0S6_WzA2Mj",
    "name": "Ada Lovelace", "preferred_username": "ada", "email": "ada@example.org", "email_verified": True,
}


def sign_rsa(key):
    return lambda message: key.sign(message, padding.PKCS1v15(), hashes.SHA256())


def sign_ec(message):
    r, s = decode_dss_signature(ec_key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def token(change=None, header=None, sign=sign_rsa(rsa_key), drop=()):
    claims = {name: value for name, value in {**CLAIMS, **(change or {})}.items() if name not in drop}
    head = header or {"alg": "RS256", "kid": "rsa"}
    parts = f"{text(json.dumps(head).encode())}.{text(json.dumps(claims).encode())}"
    return f"{parts}.{text(sign(parts.encode()))}"


good = token()
public = json.dumps(keys["keys"][0]).encode()
tokens = {
    "right": {
        "RS256": good,
        "ES256": token(header={"alg": "ES256", "kid": "ec"}, sign=sign_ec),
        "without the name of its key": token(header={"alg": "RS256"}),
        "for several, made for us": token({"aud": ["steward", "other"], "azp": "steward"}),
        "truth as a text": token({"email_verified": "true"}),
        "run out within the tolerance": token({"exp": NOW - 100}),
    },
    "wrong": {
        "no signature": token(header={"alg": "none"}, sign=lambda _: b""),
        "an empty signature": good.rsplit(".", 1)[0] + ".",
        "signed with the public key as a shared secret": token(
            header={"alg": "HS256", "kid": "rsa"}, sign=lambda message: hmac.new(public, message, hashlib.sha256).digest()),
        "signed with a shared secret": token(
            header={"alg": "HS256", "kid": "shared"}, sign=lambda message: hmac.new(b"secret", message, hashlib.sha256).digest()),
        "signed with another key": token(sign=sign_rsa(other_rsa)),
        "signed with a key for encrypting": token(header={"alg": "RS256", "kid": "encrypting"}, sign=sign_rsa(other_rsa)),
        "signed with a key that is too short": token(header={"alg": "RS256", "kid": "short"}, sign=sign_rsa(short_rsa)),
        "the elliptic key by the way of the other": token(header={"alg": "RS256", "kid": "ec"}, sign=sign_ec),
        "an unknown key": token(header={"alg": "RS256", "kid": "new"}),
        "demands what is not understood": token(header={"alg": "RS256", "kid": "rsa", "crit": ["b64"], "b64": False}),
        "claims exchanged": good.split(".")[0] + "." + text(json.dumps({**CLAIMS, "sub": "1"}).encode()) + "." + good.split(".")[2],
        "another issuer": token({"iss": "https://id.example.org/"}),
        "another audience": token({"aud": "other"}),
        "for several, made for another": token({"aud": ["steward", "other"], "azp": "other"}),
        "for several, made for nobody": token({"aud": ["steward", "other"]}),
        "run out": token({"exp": NOW - 121}),
        "no end": token(drop=("exp",)),
        "an end that is no number": token({"exp": "tomorrow"}),
        "an end beyond all numbers": token({"exp": 1e300, "iat": 1e300}),
        "from the future": token({"iat": NOW + 121}),
        "another nonce": token({"nonce": "x"}),
        "no nonce": token(drop=("nonce",)),
        "nobody": token({"sub": ""}),
        "a name without end": token({"sub": "x" * 256}),
        "two parts": good.rsplit(".", 1)[0],
        "four parts": good + ".x",
        "padding": good + "=",
        "nothing": "",
    },
}
json.dump({"now": NOW, "keys": keys, "tokens": tokens}, open(sys.argv[1], "w"), indent=1, sort_keys=True)
