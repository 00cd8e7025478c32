"""One turn of a form: who asked for it, what was said, what is kept and what is replied."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from actions.container import Container
from actions.forms import engine, wording
from actions.forms.card_fields import card_values
from actions.forms.commands import Steer, steer
from actions.forms.documents.make import blank, documents
from actions.forms.draft import Draft
from actions.forms.fields.read import Reader, reader, say_reason
from actions.forms.fields.reading import About, Reading
from actions.forms.hand_over import handed_over
from actions.forms.spread import spread
from actions.forms.store import KEPT_DAYS, Kept, new_kept, read_code, renewed, say_code
from actions.forms.wording import Words
from actions.say import say_date
from bot.messages import Reply
from knowledge.forms.schema import Field, Form
from nlu.text.fold import fold

MOST_FORMS = 6
FEW_WORDS = 6
"""A longer message may want something else than to answer."""
OFFERED = ("khai_sinh", "ct01", "ket_hon", "khai_tu", "xac_nhan_hon_nhan", "ho_kinh_doanh")
"""Forms that are offered to who does not say which one."""

OTHER = re.compile(
    r"\b(?:giùm|dùm|hộ|giúp|thay|cho|gium|dum|ho)\s+(?!(?:tôi|tui|em|mình|toi|minh)\b)",
    re.IGNORECASE,
)
"""What stands before the one who a form is filled in for."""


@dataclass
class FormTalk:
    """Fills in forms with one person.

    Args:
        parts: knowledge, clock and the place where drafts are kept.
        conversation: whose turn it is.
    """

    parts: Container
    conversation: str
    _words: Words = field(init=False)
    _reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        """Take what is needed of this version of the knowledge."""
        self._words = Words(self.parts.knowledge.phrases)
        self._reader = reader(self.parts.knowledge)

    # --- what the turn stands on -----------------------------------------------------

    def active(self) -> Kept | None:
        """Return the draft that is being filled in, if its form still exists."""
        kept = self.parts.drafts.active(self.conversation, self.parts.clock.now())
        return kept if kept and kept.draft.form in self.parts.knowledge.forms else None

    def form(self, draft: Draft) -> Form:
        """Return the form of a draft."""
        return self.parts.knowledge.forms[draft.form]

    def about(self, form: Form, draft: Draft) -> About:
        """Return what is known of the one whose field is asked."""
        if not draft.at:
            return About(self.parts.clock.today())
        asked = form.field(draft.at)
        prefix = asked.id[: asked.id.rfind("_") + 1] if "_" in asked.id else ""
        prefix = asked.id.removesuffix("id_number") if asked.id.endswith("id_number") else prefix
        birth = draft.answers.get(f"{prefix}dob") or draft.answers.get(f"{prefix}birth_year")
        return About(
            today=self.parts.clock.today(),
            days=asked.days,
            birth=date.fromisoformat(birth)
            if isinstance(birth, str) and len(birth) == 10
            else None,
            gender=str(draft.answers.get(f"{prefix}gender") or ""),
            assume_year=asked.assume_year,
        )

    def can_go_back(self) -> bool:
        """Say whether a form was put aside in this conversation."""
        return self.parts.drafts.parked(self.conversation, self.parts.clock.now()) is not None

    def is_plain_answer(self, kept: Kept, text: str) -> bool:
        """Say whether a message is surely for the form, so that nobody need read it again."""
        if steer(text, self._fields(kept)) is not None:
            return True
        about = About(self.parts.clock.today())
        if kept.draft.stage == "consent":
            return self._reader.read("yes_no", text, about).value is not None or (
                for_other(text) and len(text.split()) <= FEW_WORDS
            )
        is_short = len(text.split()) <= FEW_WORDS
        if kept.draft.stage == "review":
            return is_short and self._reader.read("yes_no", text, about).value is not None
        return kept.draft.stage == "whose" and is_short and "?" not in text

    def judge_parts(self, kept: Kept) -> tuple[Form, Draft, Reader, About]:
        """Return what :func:`actions.forms.turns.judge` needs."""
        form = self.form(kept.draft)
        return form, kept.draft, self._reader, self.about(form, kept.draft)

    # --- beginning ---------------------------------------------------------------------

    def forms_for(self, procedure: str) -> list[Form]:
        """Return the forms of a procedure, the one that fits best first."""
        found = [f for f in self.parts.knowledge.forms.values() if procedure in f.procedures]
        return sorted(found, key=lambda form: form.procedures.index(procedure))

    def start(self, procedure: str) -> list[Reply]:
        """Ask to begin the form of a procedure, or which form is wanted."""
        known = self.parts.knowledge
        forms = self.forms_for(procedure)
        if not forms:
            if procedure in known.procedures:
                text = self._words.say("none_for", procedure=known.procedures[procedure].short_name)
                return [Reply(text, wording.form_button(procedure), status="no_source")]
            offered = [known.forms[id] for id in OFFERED if id in known.forms]
            return [wording.which_form(self._words, offered[:MOST_FORMS])]
        return self._open(forms[0], procedure)

    def _open(self, form: Form, procedure: str) -> list[Reply]:
        kept = self.active()
        draft = Draft(form.id, procedure)
        if kept and kept.draft.form == form.id and kept.draft.stage not in ("consent", "done"):
            return [self._where(kept.draft, self._words.say("meanwhile", short=form.short))]
        if kept and kept.draft.answers and kept.draft.stage != "done":
            old = self.form(kept.draft)
            text = self._words.say("switch", old=old.short, new=form.short)
            value = f"switch:{form.id}:{procedure}"
            buttons = (self._words.button("switch", value), self._words.button("stay", "stay"))
            return [Reply(text, buttons, status="clarify")]
        if kept:
            self.parts.drafts.drop(kept)
        self._keep(new_kept(self.conversation, draft, self.parts.clock.now()))
        return [self._where(draft)]

    # --- one turn ------------------------------------------------------------------------

    def press(self, value: str) -> list[Reply]:
        """Do what a button of the form says."""
        kind, _, rest = value.partition(":")
        if kind == "form" and rest in self.parts.knowledge.forms:
            form = self.parts.knowledge.forms[rest]
            return self._open(form, form.procedures[0])
        if kind == "erase":
            return self._erase()
        kept = self.active()
        if kept is None:
            return [Reply(self._words.say("no_draft"), status="clarify")]
        return self._pressed(kept, kind, rest)

    def _pressed(self, kept: Kept, kind: str, rest: str) -> list[Reply]:
        if kept.draft.card and kind not in ("right", "wrong"):
            kept = replace(kept, draft=replace(kept.draft, card={}))
        form, draft = self.form(kept.draft), kept.draft
        if kind == "switch":
            return self._switch(kept, rest)
        if kind == "cancel":
            return self._cancel(kept)
        if kind == "again":
            return self._hand_over(kept, again=True)
        if kind == "stay":
            return [self._where(draft, self._words.say("kept"))]
        if kind in ("agree", "blank", "refuse", "other"):
            return self._before_asking(kept, kind)
        if kind in ("right", "wrong") and draft.card:
            return self._card_answer(kept, right=kind == "right")
        if kind in ("right", "wrong") and draft.pending is not None:
            return self._confirmed(kept, right=kind == "right")
        if kind == "choice" and draft.at and rest.isdigit():
            choices = form.field(draft.at).choices
            if int(rest) < len(choices):
                return self._value(kept, choices[int(rest)].value)
        if kind == "value" and draft.at:
            return self._value(kept, "có" if rest == "yes" else "không")
        steered = {"skip": Steer("skip"), "back": Steer("back"), "stop": Steer("stop"),
                   "keep": Steer("keep"), "edit": Steer("edit")}.get(kind)  # fmt: skip
        if steered:
            return self._steered(kept, steered)
        if kind == "finish" and draft.stage == "review":
            return self._hand_over(kept)
        return [self._where(draft)]

    def take(self, text: str) -> list[Reply]:
        """Do what somebody wrote."""
        kept = self.active()
        found = steer(text, self._fields(kept))
        if found and found.name == "erase":
            return self._erase()
        code = read_code(text)
        if kept is None or (found and found.name == "resume" and code):
            return self._resume(code)
        if kept.draft.card:
            answer = self._reader.read("yes_no", text, About(self.parts.clock.today())).value
            if answer is not None:
                return self._card_answer(kept, right=answer)
            kept = replace(kept, draft=replace(kept.draft, card={}))
        waits = kept.draft.pending is not None or kept.draft.stage == "review"
        if found and not (waits and fold(text).strip(" .!") == "dung"):
            return self._steered(kept, found)
        if kept.draft.stage in ("consent", "whose"):
            return self._agreeing(kept, text)
        if kept.draft.stage == "review":
            return self._reviewing(kept, text)
        if kept.draft.stage == "done":
            return [self._where(kept.draft)]
        return self._value(kept, text)

    def is_done(self) -> bool:
        """Say whether the form at hand was handed over."""
        kept = self.active()
        return kept is not None and kept.draft.stage == "done"

    def takes_photos(self) -> bool:
        """Say whether a photo that comes now is for the form."""
        kept = self.active()
        return kept is not None and kept.draft.stage == "asking"

    def photo(self, data: bytes) -> list[Reply]:
        """Read the card on a photo, and ask whether it was read rightly."""
        kept = self.active()
        if kept is None:
            return [Reply(self._words.say("no_draft"), status="clarify")]
        form, draft = self.form(kept.draft), kept.draft
        values, problem = card_values(form, draft, data, self._reader, self.parts.clock.today())
        if problem:
            again = wording.question(self._words, form, draft)
            text = f"{self._words.say(problem)}\n{again.text}"
            return [Reply(text, again.buttons, status="clarify")]
        self._save(kept, replace(draft, card=values))
        return [wording.card(self._words, form, values)]

    def _card_answer(self, kept: Kept, *, right: bool) -> list[Reply]:
        draft = replace(kept.draft, card={}, pending=None)
        if right:
            draft = engine.put_all(draft, kept.draft.card)
            return self._go(kept, engine.go_on(self.form(draft), draft))
        return self._go(kept, draft, self._words.say("card_refused"))

    def _fields(self, kept: Kept | None) -> list[Field]:
        if kept is None:
            return []
        return engine.visible(self.form(kept.draft), kept.draft.answers)

    def remind(self, *, note: bool = True) -> Reply | None:
        """Return the question that waits, for after something else was answered."""
        kept = self.active()
        if kept is None or kept.draft.stage == "done":
            return None
        form = self.form(kept.draft)
        if kept.draft.stage == "review":
            return wording.review_waits(self._words, form)
        said = self._words.say("meanwhile", short=form.short) if note else ""
        return self._where(kept.draft, said)

    # --- agreeing -----------------------------------------------------------------------

    def _agreeing(self, kept: Kept, text: str) -> list[Reply]:
        if kept.draft.stage == "whose":
            return self._whose(kept, text)
        answer = self._reader.read("yes_no", text, About(self.parts.clock.today()))
        if for_other(text):
            return self._for_other(kept, text)
        if answer.value is None:
            again = self._words.say("consent_again")
            return [Reply(again, wording.consent_buttons(self._words), status="clarify")]
        return self._before_asking(kept, "agree" if answer.value else "refuse")

    def _before_asking(self, kept: Kept, kind: str) -> list[Reply]:
        form, draft = self.form(kept.draft), kept.draft
        if kind == "agree" and draft.stage in ("consent", "whose"):
            return self._go(kept, engine.begin(form, draft))
        if kind == "other" and draft.stage == "consent":
            self._save(kept, replace(draft, stage="whose"))
            return [Reply(self._words.say("whose_relation"))]
        if kind in ("blank", "refuse") and draft.stage == "consent":
            self.parts.drafts.drop(kept)
            return [self._blank(form, refused=kind == "refuse")]
        return [self._where(draft)]

    def _for_other(self, kept: Kept, text: str) -> list[Reply]:
        """Fill in for somebody else; who it is may be said along ("giùm má tui")."""
        found = OTHER.search(text)
        named = text[found.end() :] if found else ""
        relation = self._reader.read("relationship", named, About(self.parts.clock.today()))
        if not relation.value:
            return self._before_asking(kept, "other")
        return self._whose(replace(kept, draft=replace(kept.draft, stage="whose")), named)

    def _whose(self, kept: Kept, text: str) -> list[Reply]:
        """Read who the form is for, and begin."""
        form = self.form(kept.draft)
        relation = self._reader.read("relationship", text, About(self.parts.clock.today()))
        value = str(relation.value or "")
        if value == "Bản thân":
            return self._before_asking(kept, "agree")
        draft = replace(kept.draft, helper=value or "Người quen")
        return self._go(kept, engine.begin(form, draft), self._words.say("helper_noted"))

    def _blank(self, form: Form, *, refused: bool) -> Reply:
        if form.result == "checklist":
            return Reply(self._words.say("no_blank"))
        key = "refused" if refused else "blank_given"
        return Reply(self._words.say(key, title=form.title), attached=blank(form))

    # --- answering ------------------------------------------------------------------------

    def _value(self, kept: Kept, text: str) -> list[Reply]:
        """Read an answer to the field that is asked, and whatever else it tells."""
        form, draft = self.form(kept.draft), kept.draft
        if draft.pending is not None:
            settled = self._answer_to_pending(kept, text)
            if settled is not None:
                return settled
        asked = form.field(draft.at)
        reading = self._reader.field(asked, text, self.about(form, draft))
        more = spread(form, draft, text, self._reader, self.parts.clock.today())
        draft = engine.offer(engine.put_all(draft, more.sure), more.unsure)
        told = wording.noted(self._words, form, {**more.sure, **more.unsure})
        if reading.action == "accept":
            return self._go(kept, engine.answer(form, draft, reading.value), told)
        if reading.action == "confirm":
            draft = engine.wait(draft, reading.value)
            self._save(kept, draft)
            said = say_reason(asked.kind, reading, self.parts.knowledge.phrases)
            return [wording.confirming(self._words, form, draft, said)]
        if told:
            return self._go(kept, draft, told)
        return self._refuse(kept, asked, reading)

    def _refuse(self, kept: Kept, asked: Field, reading: Reading) -> list[Reply]:
        said = say_reason(asked.kind, reading, self.parts.knowledge.phrases)
        again = wording.question(self._words, self.form(kept.draft), kept.draft)
        text = f"{said}\n{again.text}" if kept.draft.pending is not None else said
        return [Reply(text, again.buttons, status="clarify")]

    def _answer_to_pending(self, kept: Kept, text: str) -> list[Reply] | None:
        """Take a yes or no to a value that waits; ``None`` where something else was said."""
        answer = self._reader.read("yes_no", text, About(self.parts.clock.today()))
        if answer.value is True:
            return self._confirmed(kept, right=True)
        if answer.value is False:
            # "không, 6/3/1985" brings the right value along.
            form = self.form(kept.draft)
            asked = form.field(kept.draft.at)
            rest = text.partition(",")[2] or text.partition(" ")[2]
            reading = (
                self._reader.field(asked, rest, self.about(form, kept.draft)) if rest else None
            )
            if reading is None or reading.action == "ask_again" or asked.kind in ("text", "place"):
                return self._confirmed(kept, right=False)
        return None

    def _confirmed(self, kept: Kept, *, right: bool) -> list[Reply]:
        form, draft = self.form(kept.draft), kept.draft
        if right:
            return self._go(kept, engine.answer(form, draft, draft.pending))
        draft = engine.forget_pending(draft)
        self._save(kept, draft)
        return [wording.question(self._words, form, draft)]

    def _go(self, kept: Kept, draft: Draft, note: str = "") -> list[Reply]:
        """Keep a draft and say where it stands now."""
        if draft.stage == "asking" and not draft.at:
            draft = engine.go_on(self.form(draft), draft)
        self._save(kept, draft)
        return [self._where(draft, note)]

    # --- steering -------------------------------------------------------------------------

    def _steered(self, kept: Kept, wish: Steer) -> list[Reply]:
        steps: dict[str, Callable[[Kept, Steer], list[Reply]]] = {
            "back": self._back, "skip": self._skip, "review": self._show, "stop": self._stop,
            "cancel": self._ask_cancel, "edit": self._edit, "number": self._edit,
            "keep": self._keep_value, "blank": self._want_blank, "why": self._why,
            "again": self._again, "resume": self._again, "send": self._send,
        }  # fmt: skip
        return steps[wish.name](kept, wish)

    def _back(self, kept: Kept, _: Steer) -> list[Reply]:
        form, draft = self.form(kept.draft), kept.draft
        if draft.stage not in ("asking", "review"):
            return [self._where(draft)]
        first = engine.visible(form, draft.answers)[0].id
        note = self._words.say("first") if draft.at == first else ""
        return self._go(kept, engine.back(form, draft), note)

    def _skip(self, kept: Kept, wish: Steer) -> list[Reply]:
        form, draft = self.form(kept.draft), kept.draft
        if draft.stage != "asking":
            return [self._where(draft)]
        asked = form.field(draft.at)
        if asked.kind == "yes_no":
            return self._value(kept, "không")
        if asked.required:
            again = wording.question(self._words, form, draft)
            text = "\n".join(filter(None, (self._words.say("must"), asked.help)))
            return [Reply(text, again.buttons, status="clarify")]
        note = self._words.say("skipped_number") if asked.kind == "cccd" else ""
        return self._go(kept, engine.skip(form, draft), note)

    def _show(self, kept: Kept, _: Steer) -> list[Reply]:
        form, draft = self.form(kept.draft), kept.draft
        if draft.stage == "review":
            return [self._where(draft)]
        so_far = wording.overview(self._words, form, draft)
        if not so_far:
            return [self._where(draft)]
        return [Reply(f"{self._words.say('so_far')}\n{so_far}"), self._where(draft)]

    def _stop(self, kept: Kept, _: Steer) -> list[Reply]:
        form, draft = self.form(kept.draft), kept.draft
        if draft.stage in ("consent", "whose") or not draft.answers:
            self.parts.drafts.drop(kept)
            return [Reply(self._words.say("stopped_early"))]
        aside = renewed(kept, draft, self.parts.clock.now(), active=False)
        self._keep(aside)
        asked = engine.visible(form, draft.answers)
        number = engine.progress(form, draft, form.field(draft.at))[0] if draft.at else len(asked)
        text = self._words.say(
            "stopped", number=number, total=len(asked), code=say_code(kept.code),
            day=say_date(aside.expires_at.date()),
        )  # fmt: skip
        return [Reply(text)]

    def _ask_cancel(self, kept: Kept, _: Steer) -> list[Reply]:
        form, draft = self.form(kept.draft), kept.draft
        if draft.stage in ("consent", "whose") or not draft.answers:
            self.parts.drafts.drop(kept)
            return [Reply(self._words.say("stopped_early"))]
        buttons = (self._words.button("cancel_yes", "cancel"),
                   self._words.button("cancel_no", "stay"))  # fmt: skip
        text = self._words.say("cancel_ask", short=form.short)
        return [Reply(text, buttons, status="clarify")]

    def _cancel(self, kept: Kept) -> list[Reply]:
        self.parts.drafts.drop(kept)
        form = self.form(kept.draft)
        count = sum(value is not None for value in kept.draft.answers.values())
        return [Reply(self._words.say("cancelled", short=form.short, count=count))]

    def _switch(self, kept: Kept, rest: str) -> list[Reply]:
        form, _, procedure = rest.partition(":")
        if form not in self.parts.knowledge.forms:
            return [self._where(kept.draft)]
        self.parts.drafts.drop(kept)
        return self._open_fresh(form, procedure)

    def _open_fresh(self, form: str, procedure: str) -> list[Reply]:
        draft = Draft(form, procedure)
        self._keep(new_kept(self.conversation, draft, self.parts.clock.now()))
        return [self._where(draft)]

    def _edit(self, kept: Kept, wish: Steer) -> list[Reply]:
        form, draft = self.form(kept.draft), kept.draft
        asked = engine.visible(form, draft.answers)
        if draft.stage in ("consent", "whose"):
            return [self._where(draft)]
        if wish.name == "number" and not 1 <= wish.number <= len(asked):
            text = self._words.say("no_such", number=wish.number, total=len(asked))
            return [Reply(text, status="clarify")]
        id = asked[wish.number - 1].id if wish.name == "number" else wish.field
        if not id:
            so_far = wording.overview(self._words, form, draft)
            return [Reply(f"{so_far}\n{self._words.say('which')}".strip(), status="clarify")]
        draft = engine.edit(draft, id)
        self._save(kept, draft)
        changed = replace(kept, draft=draft)
        return self._value(changed, wish.rest) if wish.rest else [self._where(draft)]

    def _keep_value(self, kept: Kept, _: Steer) -> list[Reply]:
        form, draft = self.form(kept.draft), kept.draft
        if draft.pending is not None:
            return self._confirmed(kept, right=True)
        if draft.at and draft.at in draft.answers:
            return self._go(kept, engine.go_on(form, draft))
        return [self._where(draft)]

    def _want_blank(self, kept: Kept, _: Steer) -> list[Reply]:
        if kept.draft.stage == "consent":
            return self._before_asking(kept, "blank")
        return [self._blank(self.form(kept.draft), refused=False), self._where(kept.draft)]

    def _why(self, kept: Kept, _: Steer) -> list[Reply]:
        form, draft = self.form(kept.draft), kept.draft
        if draft.stage != "asking":
            return [self._where(draft)]
        asked = form.field(draft.at)
        text = asked.help or self._words.say("no_help")
        return [self._where(draft, text)]

    def _again(self, kept: Kept, _: Steer) -> list[Reply]:
        return [self._where(kept.draft)]

    def _send(self, kept: Kept, _: Steer) -> list[Reply]:
        if kept.draft.stage == "done":
            return self._hand_over(kept, again=True)
        return [self._where(kept.draft)]

    # --- the end ----------------------------------------------------------------------------

    def _reviewing(self, kept: Kept, text: str) -> list[Reply]:
        answer = self._reader.read("yes_no", text, About(self.parts.clock.today()))
        if answer.value is True:
            return self._hand_over(kept)
        if answer.value is False:
            return [Reply(self._words.say("which"), status="clarify")]
        return [self._where(kept.draft)]

    def _hand_over(self, kept: Kept, *, again: bool = False) -> list[Reply]:
        """Make the documents, and keep what may be kept."""
        form, draft = self.form(kept.draft), kept.draft
        if engine.upcoming(form, draft) is not None and not again:
            return self._go(kept, engine.go_on(form, draft))
        answers = engine.filled(form, draft)
        made = documents(form, draft, answers)
        done = engine.without_unkept(form, engine.finish(draft))
        self._save(kept, done)
        until = renewed(kept, done, self.parts.clock.now()).expires_at.date()
        return handed_over(self._words, form, draft, made, self.parts, until=until, again=again)

    def _erase(self) -> list[Reply]:
        found = self.parts.drafts.erase(self.conversation)
        if not (found.drafts or found.files):
            return [Reply(self._words.say("nothing_to_erase"))]
        text = self._words.say(
            "erased", drafts=found.drafts, answers=found.answers, files=found.files,
            left=found.left, left_files=found.left_files,
        )  # fmt: skip
        return [Reply(text)]

    def _resume(self, code: str) -> list[Reply]:
        now = self.parts.clock.now()
        if code:
            if self.parts.drafts.guesses_too_much(self.conversation):
                return [Reply(self._words.say("many_codes"), status="blocked")]
            kept = self.parts.drafts.by_code(code, now)
            if kept is None:
                self.parts.drafts.note_wrong_code(self.conversation)
                return [Reply(self._words.say("bad_code"), status="clarify")]
        else:
            kept = self.parts.drafts.parked(self.conversation, now)
        if kept is None or kept.draft.form not in self.parts.knowledge.forms:
            return [Reply(self._words.say("no_draft"), status="clarify")]
        mine = renewed(kept, kept.draft, now)
        self._keep(replace(mine, conversation=self.conversation))
        form = self.form(kept.draft)
        return [self._where(kept.draft, self._words.say("resumed", title=form.title))]

    # --- keeping and showing ------------------------------------------------------------------

    def _save(self, kept: Kept, draft: Draft) -> None:
        self._keep(renewed(kept, draft, self.parts.clock.now()))

    def _keep(self, kept: Kept) -> None:
        self.parts.drafts.keep(kept)

    def _where(self, draft: Draft, note: str = "") -> Reply:
        """Return what is said at a place of the form."""
        form = self.form(draft)
        if draft.stage == "consent":
            record = self.parts.knowledge.procedures.get(draft.procedure)
            sad = bool(record and record.tone == "sad")
            return wording.consent(self._words, form, KEPT_DAYS, sad=sad)
        if draft.stage == "whose":
            return Reply(self._words.say("whose_relation"))
        if draft.stage == "review":
            return wording.review(self._words, form, draft, note)
        if draft.stage == "done":
            return wording.after(self._words, form)
        return wording.question(self._words, form, draft, note)


def for_other(text: str) -> bool:
    """Say whether somebody wants to fill in for somebody else."""
    return bool(OTHER.search(text)) and "không" not in text.lower()


def wants_back(text: str) -> bool:
    """Say whether a message without a form at hand asks to go on with one."""
    found = steer(text)
    return bool(found and found.name in ("resume", "keep"))


def steers(text: str) -> bool:
    """Say whether a message without a form at hand is about one: a code, or "xóa hết"."""
    found = steer(text)
    return bool(found and (found.name == "erase" or (found.name == "resume" and read_code(text))))


__all__: Sequence[str] = ["FormTalk", "steers"]
