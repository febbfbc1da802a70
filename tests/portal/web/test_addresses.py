"""A number that no row can have is not found, on every page that takes one."""

import pytest

from portal.security import roles
from tests.fixtures.people import SignIn

NUMBERS = ("2147483648", "99999999999999999999", "9" * 5000)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/contact-codes/{}"), ("POST", "/contact-codes/{}/make"), ("GET", "/rounds/household/{}"),
        ("POST", "/rounds/establishment/{}"), ("GET", "/printview/check/letters/grid/{}"), ("GET", "/issueview/file/1/{}"),
    ],
)  # fmt: skip
def test_a_page_is_not_found(sign_in: SignIn, method: str, address: str, number: str) -> None:
    answer = sign_in(roles.CENTRE).open(address.format(number), method=method)
    assert answer.status_code == 404
    assert "没有找到这项内容" in answer.text


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("table", ["household", "issue", "task"])
def test_an_answer_in_json_is_not_found(sign_in: SignIn, table: str, number: str) -> None:
    answer = sign_in(roles.CENTRE).get(f"/api/v1/{table}/{number}")
    assert (answer.status_code, "没有找到" in answer.json["message"]) == (404, True)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_no_method_makes_it_a_fault(sign_in: SignIn, method: str) -> None:
    answer = sign_in(roles.CENTRE).open(f"/api/v1/household/{NUMBERS[1]}", method=method, json={})
    assert answer.status_code in {400, 404}
