"""Checklists for visits: sections of typed questions, some asked only after a certain answer."""

from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Rows, Section, Text
from seeds.sections.fields import FieldOption

QuestionKind = Literal["boolean", "text", "integer", "decimal", "date", "choice", "choices", "satisfaction"]


class Condition(Section):
    """Asked only when an earlier question was answered with one of these (option keys, or yes / no)."""

    question: Key
    answers: Rows[Text] = Field(min_length=1)


class Question(Section):
    """One question. `trouble`: the answers (option keys, or yes / no) that point to an issue, of category `raises`. `overall`: it asks
    how satisfied people are in all, so that the visit does not ask again."""

    key: Key
    text: Text
    kind: QuestionKind
    options: Rows[FieldOption] = ()
    required: bool = False
    hint: Text | None = None
    when: Condition | None = None
    trouble: Rows[Text] = ()
    raises: Key | None = None
    overall: bool = False

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        if (self.kind in ("choice", "choices")) != bool(self.options):
            raise ValueError("kind 为 choice 或 choices 时应写明 options，其他类型不应写")
        unknown = [answer for answer in self.trouble if answer not in self.answers()]
        if unknown:
            raise ValueError(f"trouble 里的“{'、'.join(unknown)}”不是这个问题的答案")
        if self.raises is not None and not self.trouble:
            raise ValueError("写了 raises 时应写明 trouble（哪些答案说明有问题）")
        if self.overall and (self.kind != "satisfaction" or self.when is not None):
            raise ValueError("overall 只用于类型为 satisfaction、不带条件的问题")
        return self

    def answers(self) -> tuple[str, ...]:
        """The keys of its possible answers; empty for open questions."""
        return ("yes", "no") if self.kind == "boolean" else tuple(option.key for option in self.options)


class QuestionSection(Section):
    """Questions under one heading, such as 房前屋后."""

    key: Key
    name: Text
    questions: Rows[Question] = Field(min_length=1)


class Checklist(Section):
    """What to ask and look at during a visit."""

    key: Key
    name: Text
    note: Text | None = None
    sections: Rows[QuestionSection] = Field(min_length=1)

    @model_validator(mode="after")
    def _conditions_look_back(self) -> Self:
        before: dict[str, Question] = {}
        for question in (question for section in self.sections for question in section.questions):
            if question.key in before:
                raise ValueError(f"问题“{question.key}”重复，同一清单内应唯一")
            if question.when is not None:
                earlier = before.get(question.when.question)
                if earlier is None:
                    raise ValueError(
                        f"问题“{question.key}”的条件应引用排在它前面的问题，没有“{question.when.question}”"
                    )
                wrong = [answer for answer in question.when.answers if answer not in earlier.answers()]
                if wrong:
                    raise ValueError(f"问题“{question.key}”的条件里，“{'、'.join(wrong)}”不是“{earlier.key}”的答案")
            before[question.key] = question
        if sum(question.overall for question in before.values()) > 1:
            raise ValueError("同一清单内只能有一个问题写 overall")
        return self
