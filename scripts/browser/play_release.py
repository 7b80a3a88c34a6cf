"""Plays a release from the request to the second look after publication. See scripts/play-release."""

import sys
from pathlib import Path

from common import NARROW, WIDE, browser
from play import Office, Person, Pictures

SETTINGS = """\
collect: {repositories: [{location: ./parking.git, project: parking}]}
organisations: [{name: City of Example, domains: [city.example]}]
"""

README = "# Parking\n\nParking tells drivers which car parks of a city have free places, and how far they are.\n"
USAGE = "\n## Usage\n\nRun `python3 parking.py`.\n\n## Report a bug\n\nOpen an issue at https://forge.example/city/parking/issues.\n"
# Put together here, so that nobody's scanner takes this file for one that holds a key.
KEY = "AKIA" + "Q3EGRN7TVWX2LZ5H"

ANSWERS = dict(
    title="Parking: free places in car parks", f_public="https://forge.example/city/parking",
    f_purpose="Shows drivers which car parks have free places. Other cities can feed it with their own counters.",
    f_owner="ada", f_second="ben", f_organisation="City of Example", f_licence="Apache-2.0", f_origin="Yes, and we are not sure of the terms",
    f_patents="No", f_data="No", f_telemetry="No", f_crypto="No", f_defence="No", f_brand="No", f_judgement="No")


def make_repository(office):
    """A bare repository with one commit that holds a key and lacks what a released project needs."""
    office.git(".", "init", "-q", "--bare", "-b", "main", "parking.git")
    office.git(".", "clone", "-q", "parking.git", "parking")
    work = office.folder / "parking"
    (work / "README.md").write_text(README)
    (work / "parking.py").write_text(f'AWS_ACCESS_KEY_ID = "{KEY}"\n\nprint("Car park North: 12 free")\n')
    push(office, "Show free places")


def mend_repository(office):
    """What the page of findings asks for."""
    work = office.folder / "parking"
    (work / "parking.py").write_text('import os\n\nAWS_ACCESS_KEY_ID = os.environ["AWS_ACCESS_KEY_ID"]\nprint("Car park North: 12 free")\n')
    (work / "README.md").write_text(README + USAGE)
    (work / "LICENSE").write_text((Path(__file__).parents[2] / "LICENSE").read_text())
    (work / "SECURITY.md").write_text("# Security\n\nTell security@city.example about a vulnerability. We answer within three days.\n")
    (work / "CONTRIBUTING.md").write_text("# Contributing\n\nPropose a change: open a merge request from a branch of your own. Run `python3 -m unittest` before you do. "
        "Write a test for each mistake that you mend. Two of us look at each request within a week.\n")
    push(office, "Take the key from the environment, and say how to take part")


def push(office, message):
    office.git("parking", "add", "-A")
    office.git("parking", "commit", "-q", "-m", message)
    office.git("parking", "push", "-q", "origin", "main")


def play(program, folder, width):
    folder.mkdir(parents=True)
    office = Office(program, folder, SETTINGS)
    make_repository(office)
    office.steward("collect")
    for group in ("legal", "security", "communications", "export-control"):
        office.steward("user", "role", "make", group)
    office.serve()
    try:
        with browser() as chromium:
            pictures = Pictures(folder / "pictures", width)
            meet = lambda name, *roles: Person(office, chromium, pictures, name, roles)
            ada, ben = meet("ada", "member"), meet("ben", "member")
            lee, sam, mia = meet("lee", "legal"), meet("sam", "security"), meet("mia", "programme-manager")
            ask(ada, office)
            case = ada.page.url.split("/")[-1].split("#")[0]
            mend(ada, sam, office, case)
            decide(lee, ada, case)
            publish(ada, mia, case)
            look_again(office, ada, lee, ben, sam, mia, case)
    finally:
        office.stop()


def ask(ada, office):
    ada.open("/cases")
    ada.picture("my work, with nothing in it yet")
    ada.press("Ask for something")
    ada.picture("what can be asked for")
    ada.press("Open-source release")
    ada.picture("the process")
    ada.open("/cases/new/open-source-release")
    ada.picture("the empty form")
    ada.fill(f_repository=str(office.folder / "parking.git"), **ANSWERS)
    ada.picture("the form filled in")
    ada.press("Begin")
    ada.picture("the draft")
    ada.press("Hand it in")
    ada.picture("hand it in")
    ada.press("Hand it in")
    ada.picture("being checked")


def mend(ada, sam, office, case):
    ada.wait_for("Check it again")
    ada.picture("a gate failed")
    ada.open("/cases")
    ada.picture("my work: needs work")
    ada.open(f"/releases/{case}")
    ada.picture("all that was found")
    mend_repository(office)
    ada.open(f"/cases/{case}")
    ada.wait_for("2 commits")
    ada.picture("mended, but the key stays in the history")
    sam.open(f"/cases/{case}")
    sam.picture("the case as security sees it")
    set_aside(sam)
    ada.open(f"/cases/{case}")
    ada.picture("nothing stands in the way")
    ada.press("Check it again")
    ada.press("Check it again")
    ada.wait_for("With the reviewers")
    ada.picture("not approved without a reviewer: legal is asked")


def set_aside(sam):
    sam.press("Set aside")
    sam.picture("set a check aside")
    sam.fill(reason="The key was revoked on the day it was found; the issuer's log shows no use.")
    sam.press("Set it aside")
    sam.picture("the check is set aside")


def decide(lee, ada, case):
    lee.open("/cases")
    lee.picture("my work of legal")
    lee.press(ANSWERS["title"])
    lee.picture("the case as legal sees it")
    lee.press("Attach a condition")
    lee.picture("attach a condition")
    lee.fill(text="Name the author of the map widget in NOTICE.", owner="ada")
    lee.press("Attach it")
    lee.picture("the condition is attached")
    lee.press("Agree or refuse")
    lee.picture("agree or refuse")
    lee.fill(approval="Legal agrees", reason="The widget is under MIT; see the condition.")
    lee.press("I agree")
    lee.picture("agreed")
    ada.open(f"/cases/{case}")
    ada.picture("approved with a condition")


def publish(ada, mia, case):
    ada.press("It is published")
    ada.picture("say that it is published")
    ada.press("It is published")
    ada.picture("published")
    ada.open(f"/cases/{case}/record")
    ada.picture("the decision record")
    ada.open(f"/cases/{case}/history")
    ada.picture("the history")
    mia.open("/releases")
    mia.picture("open and closed")
    mia.open("/catalogue")
    mia.wait_for("Parking")
    mia.picture("the catalogue")
    mia.press("Parking")
    mia.picture("the entry in the catalogue")


def look_again(office, ada, lee, ben, sam, mia, case):
    office.serve(days=15)
    ada.sign_in()
    ada.open(f"/cases/{case}")
    ada.wait_for("Two weeks after publication")
    ada.wait_for("Looked at after 14 days")
    ada.picture("due to be looked at after 14 days")
    for _ in range(3):
        ada.press("Tick")
    ada.picture("the list is ticked")
    ada.press("Write")
    ada.fill(thread="Condition 1", text="NOTICE names her since the first release.")
    ada.press("Write")
    lee.sign_in()
    lee.open(f"/cases/{case}")
    lee.picture("the case as legal sees it after publication")
    lee.press("Say that it is met")
    lee.picture("meet the condition")
    lee.fill(evidence="NOTICE names her; seen in the public repository.")
    lee.press("It is met")
    # Each look begins anew: the key is still in the history, and now everybody can read it.
    sam.sign_in()
    sam.open(f"/cases/{case}")
    sam.wait_for("failed")
    set_aside(sam)
    ada.open(f"/cases/{case}")
    ada.picture("the condition is met")
    ada.press("It does well")
    ada.press("It does well")
    ada.picture("settled")
    office.serve(days=92)
    sam.sign_in()
    sam.open(f"/cases/{case}")
    sam.wait_for("failed")
    set_aside(sam)
    ben.sign_in()
    ben.open(f"/cases/{case}")
    ben.wait_for("Looked at after 90 days")
    ben.picture("due to be looked at after 90 days")
    for _ in range(3):
        ben.press("Tick")
    ben.press("It is maintained")
    ben.press("It is maintained")
    ben.picture("maintained")
    mia.sign_in()
    mia.open("/releases")
    mia.picture("open and closed, at the end")


def main():
    folder, program = Path(sys.argv[1]).resolve(), sys.argv[2]
    for width in (WIDE, NARROW):
        play(program, folder / str(width), width)


if __name__ == "__main__":
    main()
