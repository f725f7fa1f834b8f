"""Puts the session's token into every form that posts, when a template is compiled: no template can forget it."""

import re

from jinja2 import Environment, pass_context
from jinja2.exceptions import TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup

from adapters.http.csrf import FIELD, present_token

POSTS = re.compile(r'<form\b[^<>]{0,500}\bmethod="post"[^<>]{0,500}>')
LOOKS_LIKE_IT = re.compile(r"method\s{0,9}=\s{0,9}[\"']?post", re.IGNORECASE)
HOLE = '{{ "" | form_token }}'


class FormTokens(Extension):
    """Adds the field after the opening tag of each form. Raises TemplateSyntaxError for one that it cannot read."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters["form_token"] = form_token

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        done, count = POSTS.subn(lambda tag: tag[0] + HOLE, source)
        if count != len(LOOKS_LIKE_IT.findall(source)):
            raise TemplateSyntaxError('write a form that posts as <form … method="post" …>', 1)
        return done


@pass_context
def form_token(_: Context, __: str) -> Markup:
    """The hidden field; nothing where nobody is signed in by a cookie. It takes the context, which it does not need,
    because Jinja works out any other filter of a constant once, when it compiles: one token for everybody."""
    if not (token := present_token()):
        return Markup()
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)
