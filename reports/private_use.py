"""Private-use code points that old systems wrote for characters which Unicode has since been given.

A name register kept in GBK has 䶮 as U+E863. Source: GB 18030-2005 and -2022, which give the two-byte codes A6D9–A6F3, A8BC,
A8BF, A989–A995 and FE50–FEA0 their place in Unicode; GBK 1.0 and Windows put the same codes at U+E78D–E796, E7C7, E7C8,
E7E7–E7F3 and E815–E864 in this order.
"""

_RUNS = (
    (0xE78D, "︐︒︑︓︔︕︖︗︘︙"),
    (0xE7C7, "ḿǹ"),
    (0xE7E7, "〾⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻"),
    (
        0xE815,
        "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻",
    ),
)

UNICODE_OF = {start + offset: char for start, run in _RUNS for offset, char in enumerate(run)}
"""For `str.translate`; a private-use code point that is not here has no known meaning and cannot be printed."""
