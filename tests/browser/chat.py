"""What a person does on the page, in their words."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class Chat:
    """The chat page, opened at an address."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)
        expect(self.box).to_be_visible()

    @property
    def box(self) -> Locator:
        """Where questions are typed."""
        return self.page.get_by_role("textbox", name="Câu hỏi của bà con")

    @property
    def replies(self) -> Locator:
        """What the assistant said."""
        return self.page.get_by_role("article", name="Trợ lý")

    @property
    def questions(self) -> Locator:
        """What the person said."""
        return self.page.get_by_role("article", name="Bà con")

    def ask(self, text: str) -> None:
        """Type a question and press Enter."""
        self.box.fill(text)
        self.box.press("Enter")

    def press(self, title: str) -> None:
        """Press the newest button with this title."""
        self.page.get_by_role("button", name=title, exact=True).last.click()

    def expect_replies(self, count: int) -> None:
        """Wait until exactly so many replies stand there."""
        expect(self.replies).to_have_count(count, timeout=60_000)
