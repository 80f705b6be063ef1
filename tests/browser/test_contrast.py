"""Text inside the picture, which axe-core does not look at, can be read in either theme."""

import pytest

from mxgrad_widgets import to_html
from tests.programs import handmade

from .test_access import THEMES, open_page

LEAST = 4.5  # WCAG 2.2, contrast (minimum)
# Of every text that can be seen: its classes, what it says, and the contrast with what lies under its middle.
CONTRASTS = """() => {
    const channels = (text) => {
        const most = text.startsWith('color(') ? 255 : 1;
        return text.match(/[\\d.]+/g).map((v, i) => (i < 3 ? v * most : +v));
    };
    const over = (top, strength, under) => under.map((v, i) => v * (1 - strength) + top[i] * strength);
    const light = (colour) => {
        const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        const [r, g, b] = colour.map((v) => linear(v / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    const svg = document.querySelector('.mxg-graph svg');
    const opacity = (element) =>
        element === svg ? 1 : getComputedStyle(element).opacity * opacity(element.parentElement);
    const looks = (element) => ({ element, style: getComputedStyle(element), box: element.getBoundingClientRect() });
    const seen = ({ style, box }) => style.visibility === 'visible' && style.fill !== 'none' && box.width > 0;
    const shapes = [...svg.querySelectorAll('rect, path:not(.head, .backhead)')].map(looks).filter(seen);
    const page = channels(getComputedStyle(document.querySelector('.mxg-graph')).backgroundColor).slice(0, 3);
    const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim());
    return texts.map(looks).filter(seen).map((text) => {
        const x = text.box.x + text.box.width / 2, y = text.box.y + text.box.height / 2;
        let ground = page;
        for (const { element, style, box } of shapes) {
            const under = element.compareDocumentPosition(text.element) & Node.DOCUMENT_POSITION_FOLLOWING;
            if (!under || box.left > x || box.right < x || box.top > y || box.bottom < y) continue;
            const [r, g, b, alpha = 1] = channels(style.fill);
            ground = over([r, g, b], alpha * +style.fillOpacity * opacity(element), ground);
        }
        const [r, g, b, alpha = 1] = channels(text.style.fill);
        const ink = over([r, g, b], alpha * opacity(text.element), ground);
        return [text.element.getAttribute('class'), text.element.textContent, ratio(ink, ground)];
    });
}"""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["two_x_squared", "product", "doubling", "not_finite", "big", "branching"])
def test_every_text_in_the_picture_stands_out_from_its_ground(tab, tmp_path, name, theme):
    html = to_html(handmade.ALL[name](), theme=theme)
    page = open_page(tab, tmp_path, html, reduced_motion="reduce")
    root = page.locator(".mxg")
    count = int(root.get_attribute("data-steps"))
    root.focus()
    looked_at = 0
    for step in range(count):
        if step in (0, count - 1) or count < 20 or step % 4 == 0:
            found = page.evaluate(CONTRASTS)
            looked_at += len(found)
            assert [text for text in found if text[2] < LEAST] == [], f"step {step}"
        page.keyboard.press("ArrowRight")
    assert looked_at > count
