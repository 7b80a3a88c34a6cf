"""Draws stacks of calls as a flame graph: each box is a function, as wide as the time spent in it and in what it called."""

from html import escape

WIDTH, ROW, TOP, MARGIN, LETTER = 1000, 18, 56, 8, 6.3
# A box that is narrower is left out.
NARROWEST = 0.6


class Node:
    def __init__(self):
        self.samples = 0
        self.parts = {}


def tree(stacks):
    root = Node()
    for path, samples in stacks.items():
        node = root
        node.samples += samples
        for name in path:
            node = node.parts.setdefault(name, Node())
            node.samples += samples
    return root


def depth(node, width):
    deep = [depth(part, width) for part in node.parts.values() if part.samples * width >= NARROWEST]
    return 1 + max(deep, default=0)


def colour(name):
    """The same name has the same colour in each picture; inflating and the kernel stand out."""
    if name == "inflate":
        return "#9ecbff"
    if name == "kernel":
        return "#d0d7de"
    number = sum((place + 3) * ord(letter) for place, letter in enumerate(name))
    return f"hsl({18 + number % 34}, {70 + number // 34 % 20}%, {70 + number // 680 % 9}%)"


def boxes(node, x, level, width, total, rows):
    for name, part in sorted(node.parts.items()):
        wide = part.samples * width
        if wide >= NARROWEST:
            y = TOP + (rows - level) * ROW
            share = 100 * part.samples / total
            letters = int((wide - 6) / LETTER)
            label = name if len(name) <= letters else name[:letters - 1] + "…" if letters > 3 else ""
            yield (
                f'<g><title>{escape(name)}: {share:.1f} %</title><rect x="{x:.1f}" y="{y}" width="{max(wide - 0.4, 0.3):.1f}" height="{ROW - 1}" '
                f'fill="{colour(name)}"/>' + (f'<text x="{x + 3:.1f}" y="{y + 13}">{escape(label)}</text>' if label else "") + "</g>")
            yield from boxes(part, x, level + 1, width, total, rows)
        x += wide


def draw(stacks, title):
    """An SVG of {(function, …): samples}, the outermost function first."""
    root = tree(stacks)
    total = max(root.samples, 1)
    width = (WIDTH - 2 * MARGIN) / total
    rows = depth(root, width) - 2
    height = TOP + (rows + 1) * ROW + MARGIN
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="11" fill="#1f2328" role="img">',
        f"<title>{escape(title)}</title>", f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{MARGIN}" y="22" font-size="15">{escape(title)}</text>',
        f'<text x="{MARGIN}" y="40" fill="#59636e">Width is time; what a function called stands on it. Blue is inflating, grey the kernel.</text>',
        *boxes(root, MARGIN, 0, width, total, rows), "</svg>", ""])
