import pytest

from geo.errors import ShapeError
from geo.tiles import template_layer, tianditu_layers


def test_tianditu_gives_maps_with_their_labels() -> None:
    layers = tianditu_layers("0123456789abcdef")
    assert [(layer.base, layer.shown) for layer in layers] == [
        (True, True),
        (False, True),
        (True, False),
        (False, False),
    ]
    for layer, code in zip(layers, ("vec", "cva", "img", "cia"), strict=True):
        assert f"/{code}_w/wmts?" in layer.template
        assert layer.template.endswith("TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=0123456789abcdef")
        assert layer.origin == "https://t0.tianditu.gov.cn"


@pytest.mark.parametrize("key", ["", "短", "abc&x=1234567", "a" * 100])
def test_what_cannot_be_a_key_is_refused(key: str) -> None:
    with pytest.raises(ShapeError, match="密钥"):
        tianditu_layers(key)


@pytest.mark.parametrize(
    ("template", "origin"),
    [
        ("https://maps.example.cn:8443/{z}/{x}/{y}.png", "https://maps.example.cn:8443"),
        ("/tiles/{z}/{x}/{y}.png", ""),
    ],
)
def test_any_template_may_be_given(template: str, origin: str) -> None:
    assert template_layer(template).origin == origin


@pytest.mark.parametrize(
    "template",
    ["", "https://maps.example.cn/", "javascript:{x}{y}{z}", "//other/{z}/{x}/{y}' onload", "ftp://a/{z}/{x}/{y}"],
)
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(ShapeError, match="底图地址"):
        template_layer(template)
