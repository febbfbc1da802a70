"""Lists of homes leave out what all addresses of a grid begin with."""

from portal.households.rules import shared_beginning


def test_only_whole_names_that_all_share_are_left_out() -> None:
    assert shared_beginning(["花园社区春风路12号1室", "花园社区春风路18号2室"]) == "花园社区春风路"
    assert shared_beginning(["花园社区春风路12号1室", "春风路18号2室"]) == ""
    assert shared_beginning(["花园社区春风路12号", "花园社区春风路12号"]) == ""
    assert shared_beginning(["花园社区春风路12号"]) == ""
