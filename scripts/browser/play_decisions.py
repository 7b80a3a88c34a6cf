"""Plays an efficiency proposal and a nomination. See scripts/play-decisions."""

import sys
from pathlib import Path

from common import NARROW, WIDE, browser
from play import Office, Person, Pictures

SETTINGS = "collect: {repositories: [{location: ./tools.git, project: tools}]}\n"


def contribute(office, days, people):
    """One commit of each of some people, on days from now."""
    for day, by in zip(days, people):
        (office.folder / "tools" / f"{by.split()[0]}.txt").write_text(f"{by} on day {day}\n")
        office.git("tools", "add", "-A")
        office.git("tools", "commit", "-q", "-m", f"Work of {by}", day=day, by=by)
    office.git("tools", "push", "-q", "origin", "main")
    office.steward("collect")


def play(program, folder, width):
    folder.mkdir(parents=True)
    office = Office(program, folder, SETTINGS)
    office.git(".", "init", "-q", "--bare", "-b", "main", "tools.git")
    office.git(".", "clone", "-q", "tools.git", "tools")
    contribute(office, (-150, -120, -80, -45, -44), ("Ada Linden", "Bo Marsh", "Cleo Roux", "Ada Linden", "Bo Marsh"))
    office.steward("user", "role", "make", "jury")
    office.serve()
    try:
        with browser() as chromium:
            pictures = Pictures(folder / "pictures", width)
            meet = lambda name, *roles, **more: Person(office, chromium, pictures, name, roles, **more)
            mia = meet("mia", "programme-manager")
            propose(office, meet("eve", "member"), meet("max", "member"), mia)
            coordinator = meet("kim", "programme-manager", keyboard=True)
            jury = [meet(name, "jury", keyboard=True) for name in ("jo", "jil", "jay")]
            nominate(office, meet("ned", "member", keyboard=True), coordinator, jury)
    finally:
        office.stop()


def propose(office, eve, max_, mia):
    """From the proposal to the look at its outcome, with the same measure before and after."""
    eve.open("/cases/new/efficiency")
    eve.fill(
        title="Let a bot thank first contributors", f_today="Somebody looks for first contributions every Friday and writes to each.",
        f_change="A bot writes within an hour; somebody reads its words once a quarter.", f_hours_now="12", f_hours_then="1",
        f_measure="Active contributors", f_target="4", f_risk="A bot may sound cold. Ask two contributors after a month.")
    eve.picture("the proposal")
    eve.press("Begin")
    eve.press("Hand it in")
    eve.press("Hand it in")
    case = eve.page.url.split("/")[-1].split("#")[0]
    eve.picture("handed in")
    mia.open("/cases")
    mia.picture("my work of the lead")
    mia.press("Let a bot thank")
    mia.picture("the proposal as the lead sees it")
    mia.press("Agree or refuse")
    mia.picture("agree or refuse")
    mia.press("I agree")
    mia.picture("agreed")
    mia.press("Announce it")
    mia.press("Announce it")
    mia.picture("announced")
    max_.open("/cases")
    max_.picture("my work of a member")
    max_.open(f"/cases/{case}")
    max_.picture("open for objections")
    max_.press("Vote")
    max_.picture("the ballot")
    office.serve(days=4)
    eve.sign_in()
    eve.open(f"/cases/{case}")
    eve.wait_for("On trial, since")
    eve.picture("on trial")
    # Collected before the figure is taken again, as an office does each night.
    office.days = 200
    contribute(office, (120, 130, 140, 150, 160, 165), ("Ada Linden", "Dawit Bekele", "Emeka Obi", "Freya Holm", "Bo Marsh", "Cleo Roux"))
    office.serve(days=200)
    mia.sign_in()
    mia.open(f"/cases/{case}")
    mia.wait_for("Outcome due, since")
    mia.open("/cases")
    mia.picture("my work: an outcome is due")
    mia.open(f"/cases/{case}")
    mia.picture("the outcome before and after")
    mia.press("Say whether it worked")
    mia.picture("say whether it worked")
    mia.fill(verdict="it worked", reason="More people came back, and nobody minded the bot.")
    mia.press("Say so")
    mia.picture("it worked")
    mia.press("Keep it")
    mia.fill(reason="It costs an hour and helps.")
    mia.press("Keep it")
    mia.picture("kept")
    mia.open(f"/cases/{case}/record")
    mia.picture("the decision record")
    mia.open("/cases/board/efficiency")
    mia.picture("the board")
    office.serve()


def nominate(office, ned, kim, jury):
    """By keyboard only: every field and button is reached by Tab, and pressed with Enter."""
    ned.open("/cases/new/nomination")
    ned.fill(
        title="Cleo Roux for her patience", f_nominee="Cleo Roux", f_account="github.com/cleo", f_award="Helping others",
        f_reasons="She answered forty questions of newcomers in one month.", f_evidence="https://forge.example/tools/issues/12",
        f_know="She answered mine.")
    ned.picture("the nomination")
    ned.press("Begin")
    ned.press("Nominate")
    ned.press("Nominate")
    case = ned.page.url.split("/")[-1].split("#")[0]
    ned.picture("nominated")
    kim.open("/cases")
    kim.picture("my work of the coordinator")
    kim.press("Cleo Roux")
    kim.picture("the nomination as the coordinator sees it")
    for _ in range(4):
        kim.press("Tick")
    kim.picture("the list is ticked")
    kim.press("Open the vote")
    kim.press("Open the vote")
    kim.picture("the vote is open")
    for juror, vote in zip(jury, ("yes", "yes", "no")):
        juror.open("/cases")
        juror.picture("my work of a juror")
        juror.press("Cleo Roux")
        juror.picture("the nomination as a juror sees it")
        juror.press("Declare your interests")
        juror.picture("declare your interests")
        juror.press("Declare")
        juror.press("Vote")
        juror.picture("the ballot")
        juror.fill(stance=vote)
        juror.press("Cast the ballot")
        juror.picture("voted")
    kim.open(f"/cases/{case}")
    kim.picture("everybody has voted")
    kim.press("Close")
    kim.wait_for("Awarded, since")
    kim.picture("awarded")
    for _ in range(3):
        kim.press("Tick")
    kim.press("Thank in public")
    kim.press("Thank in public")
    kim.picture("thanked")
    ned.open(f"/cases/{case}")
    ned.picture("thanked, as the nominator sees it")
    for person in (ned, kim, *jury):
        print(f"{person.name} pressed Tab {person.tabs} times", flush=True)


def main():
    folder, program = Path(sys.argv[1]).resolve(), sys.argv[2]
    for width in (WIDE, NARROW):
        play(program, folder / str(width), width)


if __name__ == "__main__":
    main()
