"""2,000 letters by the fast lane, beside WeasyPrint one by one and Typst: ratios of CPU time within one run, bytes, memory, pixels.

    python bench/letters.py [letters]

WeasyPrint one by one is measured on 20 letters and scaled. Each way runs in a process of its own, all in turns and three times, and
the best of each counts; the people are made up. The lane is warm, as a worker that has loaded its fonts; so is Typst.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

LETTERS, NAIVE, CARDS, MANY, GRIDS, TIMES = 2_000, 20, 1_000, 20_000, 50, 3
COMPARED = 8


def in_own_process(way: str, *numbers: int) -> dict[str, Any]:
    """Runs one way in a new process."""
    command = [sys.executable, __file__, "--way", way, *map(str, numbers)]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    answer: dict[str, Any] = json.loads(out.splitlines()[-1])
    return answer


def best(*ways: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Each way's best of several runs, taken in turns so that a busy moment of the machine meets all."""
    runs = [[in_own_process(*way) for way in ways] for _ in range(TIMES)]
    return [min(each, key=lambda took: float(took["each"])) for each in zip(*runs, strict=True)]


def measure(way: str, numbers: list[int]) -> None:
    from bench.papers.ways import WAYS

    took = WAYS[way](*numbers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        json.dumps({"each": took.seconds / took.items, "bytes": took.size / took.items, "peak": peak}) + "\n"
    )


def at_once(workers: int, count: int) -> float:
    """Letters a second of wall clock by so many processes."""
    command = [sys.executable, __file__, "--way", "lane", str(count), str(GRIDS)]
    begun = time.monotonic()
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(workers)]
    for each in running:
        if each.wait():
            raise SystemExit("一个进程出了差错")
    return workers * count / (time.monotonic() - begun)


def pixels() -> int:
    """The largest difference of a pixel at 150 dpi to full WeasyPrint, outside the codes."""
    from bench.papers.batches import letters
    from bench.papers.pictures import difference

    return difference(letters(COMPARED))


def say(label: str, value: str, bar: str = "") -> None:
    sys.stdout.write(f"{label:<52}{value:>12}   {bar}\n")
    sys.stdout.flush()


def main(count: int) -> None:
    lane, naive, *typst = best(("lane", count), ("naive", NAIVE), ("typst_library", count), ("typst_same", count))
    say(f"{count} letters, a second of CPU", f"{1 / lane['each']:,.0f}")
    say(f"WeasyPrint one by one ({NAIVE}, scaled)", f"{naive['each'] / lane['each']:,.0f} x", "bar: 500 x")
    for other, codes, bar in zip(typst, ("the library's codes", "our codes"), (20, 10), strict=True):
        label = f"Typst with {codes}, {1 / other['each']:,.0f} a second"
        say(label, f"{other['each'] / lane['each']:,.1f} x", f"bar: {bar} x")
    say("bytes a letter", f"{lane['bytes']:,.0f}", "bar: 1024")
    say("peak memory, MB", f"{lane['peak']:,.0f}", "bar: 200")
    say(f"largest pixel difference, {COMPARED} letters", str(pixels()), "bar: 0")
    batch, cards = best(("batch_cards", 100), ("lane_cards", CARDS))
    say(f"{CARDS} cards beside 100 in one document", f"{batch['each'] / cards['each']:,.0f} x", "bar: 50 x")
    few, many = best(*(("lane", number, number // 400 or 1) for number in (count, MANY)))
    label = f"{MANY} letters beside {count}, a letter (400 a grid)"
    say(label, f"{many['each'] / few['each']:.2f} x", "bar: 1 x")
    rates = [at_once(workers, MANY // 2) for workers in (1, 2)]
    say("two processes beside one, wall clock", f"{rates[1] / rates[0]:.2f} x", "bar: 1.8 x")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        measure(sys.argv[2], [int(each) for each in sys.argv[3:]])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS)
