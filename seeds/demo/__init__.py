"""A demo of any profile: real place names and county outlines, everything about people and boundaries made up.

Deterministic: the same arguments give the same demo; every generator takes its seed and today's date."""

PEOPLE_ARE_MADE_UP = "人员均为虚构"
BOUNDARIES_ARE_MADE_UP = "网格边界、住户位置和统计数字均为演示虚构；村（社区）名称和县界为公开资料"
PLACE_IS_MADE_UP = "没有这个县的公开县界，所在位置也是演示虚构"
