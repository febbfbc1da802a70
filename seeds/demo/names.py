"""Made-up Chinese names: common, compound and minority ones, a few with characters that fonts often lack."""

from dataclasses import dataclass
from random import Random

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_RARER_SURNAMES = ("单", "仇", "查", "翟", "盖", "区", "逄", "亓", "缑", "欧阳", "司马", "诸葛", "上官", "长孙", "尉迟")
_HUI_SURNAMES = "马白沙丁哈金穆"
_MALE = "伟强磊军勇杰涛明超刚平辉鹏飞波斌宇浩凯健俊帆建国志文海林永德昌庆福贵荣华民新成春生东旭"
_FEMALE = "芳娜敏静丽艳娟霞秀英兰玲梅桂凤洁云莲真雪荣爱妹香月莺媛红娥玉萍燕彩春菊勤珍婷雅慧琴素"
_RARE = "䶮堃喆翀犇㛃昇珺祎玥"
_DOTTED_MALE = ("买买提", "艾力", "阿卜杜拉", "吐尔逊", "卡德尔", "玉素甫")
_DOTTED_FEMALE = ("古丽", "阿依夏木", "热依罕", "帕提古丽", "迪丽努尔")


@dataclass(frozen=True)
class Lineage:
    """What members of one family share: ethnicity, surname, or a father's given name after the dot."""

    ethnicity: str
    surname: str
    dotted: bool = False


def draw_lineage(rng: Random) -> Lineage:
    """A family: mostly 汉族, some 回族, rarely one whose names carry a dot."""
    draw = rng.random()
    if draw < 0.004:
        return Lineage("维吾尔族", rng.choice(_DOTTED_MALE), dotted=True)
    if draw < 0.03:
        return Lineage("回族", rng.choice(_HUI_SURNAMES))
    surnames = _RARER_SURNAMES if draw > 0.965 else _SURNAMES
    return Lineage("汉族", rng.choice(surnames))


def draw_name(rng: Random, lineage: Lineage, sex: str) -> str:
    """A full name of one or two given characters, or given·father for dotted families."""
    if lineage.dotted:
        given = rng.choice(_DOTTED_MALE if sex == "male" else _DOTTED_FEMALE)
        return f"{given}·{lineage.surname}"
    pool = _MALE if sex == "male" else _FEMALE
    given = rng.choice(pool)
    if rng.random() < 0.72:
        given += rng.choice(_RARE if rng.random() < 0.02 else pool)
    return lineage.surname + given


def in_law(rng: Random, lineage: Lineage) -> Lineage:
    """The family of someone who married in: same people, another surname."""
    if lineage.dotted:
        return Lineage(lineage.ethnicity, rng.choice(_DOTTED_MALE), dotted=True)
    pool = _HUI_SURNAMES if lineage.ethnicity == "回族" else _SURNAMES
    return Lineage(lineage.ethnicity, rng.choice(pool))
