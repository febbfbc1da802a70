"""An area's own texts: only what differs is written, what is printed is whole."""

from pathlib import Path

import pytest

from seeds.loading import parse_profile
from seeds.problems import ProfileError
from seeds.schema import Profile

TEXT = (Path(__file__).parent / "inherited" / "qingshan.yaml").read_text(encoding="utf-8")
FILE = Path("试写.yaml")
MORE = """  centre_phone: "0557-5020000"
  leaflet: {title: 明白纸, chapters: [{heading: 社会保险, paragraphs: [按时缴费。]}]}
texts_by_area:
  - area: "990101002"
    texts:
"""


def profile(own: str, text: str = TEXT) -> Profile:
    return parse_profile(text.rstrip() + "\n" + MORE + own, FILE)


def problems(own: str, text: str = TEXT) -> list[tuple[str, str]]:
    with pytest.raises(ProfileError) as refused:
        profile(own, text)
    return [(problem.key, problem.expectation) for problem in refused.value.problems]


def test_one_line_of_the_letter_is_enough() -> None:
    plan = profile("      letter: {signature: 石桥镇便民服务中心}\n")
    bridge, brook = plan.texts_for(["990101002201", "990101002"]), plan.texts_for(["990101001201", "990101001"])
    assert brook == plan.texts
    assert bridge.letter.signature == "石桥镇便民服务中心"
    assert bridge.letter.paragraphs == plan.texts.letter.paragraphs
    assert (bridge.card, bridge.centre_phone, bridge.leaflet) == (
        plan.texts.card,
        plan.texts.centre_phone,
        plan.texts.leaflet,
    )


def test_lists_are_replaced_whole_and_texts_can_be_left_out() -> None:
    bridge = profile("      card: {duties: [代办]}\n      leaflet: {remove: true}\n").texts_for(["990101002"])
    assert bridge.card.duties == ("代办",)
    assert bridge.card.title == "服务联系卡"
    assert bridge.leaflet is None


def test_a_fault_of_the_area_is_named_where_it_is_written() -> None:
    assert problems("      letter: {signature: 3}\n") == [
        ("texts_by_area[0].texts.letter.signature", "应为文字；数字编码请加引号")
    ]


def test_a_fault_of_the_whole_place_is_named_once() -> None:
    found = problems("      hotline: '12333'\n", TEXT.replace("    title: 致居民朋友的一封信\n", ""))
    assert found == [("texts.letter.title", "缺少这一项，必须填写")]
    (only,) = problems("      hotline: '12333'\n", TEXT.replace("尊敬的{head}：", "尊敬的{户主}："))
    assert only[0] == "texts.letter.salutation"
