import contextlib
import os


@contextlib.contextmanager
def prepare():
    from shop.web import Application

    assert os.environ["SHOP_MODE"] == "audit"
    with Application().app_context() as application:
        yield {"shop_settings": {"product": "left"}, "application": application}


def config():
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", "variables_and_file")
    os.environ["SHOP_MODE"] = "audit"
    return made


def attributes():
    from shop.models import Base

    return {"target_metadata": Base.metadata}


def broken():
    return 1 / 0


def number():
    return 4


def dies():
    os._exit(4)
