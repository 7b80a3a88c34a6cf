"""Signs in through a provider as a browser would, and tries what an attacker would. Ends with status 1 at the first surprise.

usage: sign_in.py STEWARD PROVIDER
"""
import http.cookiejar
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

steward, provider = sys.argv[1:3]


class Browser:
    """A browser with cookies that follows no redirect by itself."""

    def __init__(self):
        class Still(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), Still)

    def open(self, address, fields=None):
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        try:
            with self.opener.open(address, data, timeout=20) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read().decode()


def expect(condition, words):
    if not condition:
        sys.exit(f"FAILED: {words}")
    print(f"ok: {words}")


def go_to_provider(browser, query=""):
    status, headers, text = browser.open(f"{steward}/sign-in/with?provider=local{query}")
    expect(status == 303 and headers["Location"].startswith(provider), "the browser is led to the provider")
    return headers["Location"]


def answer_of(browser, address, subject):
    """Says yes at the provider; the address of the answer."""
    status, headers, _ = browser.open(address, {"sub": subject})
    expect(status in (302, 303), f"the provider lets {subject} in")
    return headers["Location"]


browser = Browser()
address = go_to_provider(browser, "&return=/measures")
asked = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)
expect(asked["code_challenge_method"] == ["S256"] and len(asked["nonce"][0]) == 64 and len(asked["code_challenge"][0]) == 43, "proof key and nonce are sent")
back = answer_of(browser, address, "ada-1")
status, headers, text = browser.open(back)
expect(status == 303 and headers["Location"] == "/measures", f"the reader goes on where they wanted to go ({status} {headers.get('Location')} {text[:300]})")
status, _, text = browser.open(f"{steward}/account")
expect(status == 200 and "Ada &lt;b&gt;Lovelace" in text and "<b>Lovelace" not in text, "the account shows who the provider said")
status, _, text = browser.open(back)
expect(status == 200 and "You are not signed in" in text, "an answer is taken once")

other = Browser()
address = go_to_provider(other)
back = answer_of(other, address, "ada-1")
stranger = Browser()
status, _, text = stranger.open(back)
expect(status == 200 and "another browser" in text and not list(stranger.jar), "an answer for another browser signs nobody in")
victim = Browser()
victim.open(f"{steward}/sign-in")
status, _, text = victim.open(back)
expect("another browser" in text, "nor does it for a browser that is about to sign in itself")
status, _, text = other.open(back.replace("state=", "state=x"))
expect("another browser" in text, "a state that was changed is refused")
status, _, text = other.open(re.sub(r"code=[^&]*", "code=wrong", back))
expect("You are not signed in" in text, "a code that was not given is refused")
status, headers, _ = other.open(back)
expect(status == 303, "the browser that began may still finish")

for subject, words in [("eve-1", "an address of another domain"), ("mallory-1", "an address that is not verified")]:
    browser = Browser()
    status, _, text = browser.open(answer_of(browser, go_to_provider(browser), subject))
    expect(status == 200 and "has no user here" in text, f"{words} makes no member")

for target in ["https://evil.example/", "//evil.example", "/\\evil.example"]:
    browser = Browser()
    address = go_to_provider(browser, "&return=" + urllib.parse.quote(target, safe=""))
    status, headers, _ = browser.open(answer_of(browser, address, "ada-1"))
    expect(status == 303 and headers["Location"] == "/", f"nobody is led to {target}")

status, _, text = Browser().open(f"{steward}/sign-in/return?error=access_denied&error_description=%3Cscript%3E&iss=x&scope=y&session_state=z")
expect(status == 200 and "&lt;script&gt;" in text and "<script>" not in text, "a refusal is shown in the provider's words, escaped")
