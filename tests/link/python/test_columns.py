"""What a row of a table holds, where its class declares the columns."""

from __future__ import annotations

import pytest

from _programs import codes

MODELS = """
from django.db import models as fields
from sqlalchemy import Column, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    name: Mapped[str] = mapped_column(Text, default="")
    nickname = Column(String)
    kind = "member"


class Shop(fields.Model):
    name = fields.CharField(max_length=9)
    rules = fields.TextField()
"""
APP = """
from openai import OpenAI

from models import Shop, User
from rules import RULES


class Desk:
    def __init__(self, client: OpenAI, user: User, shop: Shop):
        self.client, self.user, self.shop = client, user, shop

    def ask(self, user: User, shop: Shop, question: str):
        return self.client.responses.create(model="gpt-5", instructions=f"HEAD\\n{RULES}", input=question)
"""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param("You help {user.name}.", ["PL101"], id="a column of a user"),
        pytest.param("You help {user.nickname}.", ["PL101"], id="declared in the old way"),
        pytest.param("You help {self.user.name}.", ["PL101"], id="of a user that is kept"),
        pytest.param("You help a {user.kind}.", [], id="the same for all users"),
        pytest.param("You work for {shop.name}.", [], id="of something of which there may be one"),
        pytest.param("{shop.rules}", [], id="rules of such a thing"),
    ],
)
def test_columns(head: str, expected: list[str]) -> None:
    assert codes(APP.replace("HEAD", head), {"models.py": MODELS}) == expected
