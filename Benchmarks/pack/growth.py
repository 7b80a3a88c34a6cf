"""Draws how the time of git and of the pack reader grows with a history."""

from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 120, 48, 56


def ticks(most):
    step = 1
    while most / step > 6:
        step *= 2.5 if str(step)[0] == "2" else 2
    return [step * count for count in range(int(most / step) + 1)]


def draw(points, name):
    """An SVG of [(commits, seconds of git, seconds of the reader)]."""
    most_commits = max(point[0] for point in points)
    most_seconds = max(max(point[1:]) for point in points) * 1.05
    x = lambda commits: LEFT + commits / most_commits * (WIDTH - LEFT - RIGHT)
    y = lambda seconds: HEIGHT - BOTTOM - seconds / most_seconds * (HEIGHT - TOP - BOTTOM)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" role="img">',
        f"<title>Seconds to count the lines of the first commits of {escape(name)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="15" fill="#1f2328">Seconds to count all lines of the first commits of {escape(name)}</text>',
    ]
    for tick in ticks(most_seconds):
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" stroke="#d8dee4"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end" fill="#59636e">{tick:g}</text>')
    for tick in ticks(most_commits / 1000):
        parts.append(f'<text x="{x(tick * 1000):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="#59636e">{tick:g},000</text>'.replace(">0,000<", ">0<"))
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle" fill="#59636e">commits</text>')
    for place, (words, colour) in enumerate([("git log --numstat", "#bc4c00"), ("pack reader", "#0969da")], 1):
        line = " ".join(f"{x(point[0]):.1f},{y(point[place]):.1f}" for point in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for point in points:
            parts.append(f'<circle cx="{x(point[0]):.1f}" cy="{y(point[place]):.1f}" r="3.5" fill="{colour}"><title>{point[0]:,} commits: {point[place]:.2f} s</title></circle>')
        last = points[-1]
        parts.append(f'<text x="{x(last[0]) + 8:.1f}" y="{y(last[place]) + 4:.1f}" fill="{colour}">{words}</text>')
    return "\n".join(parts + ["</svg>", ""])
