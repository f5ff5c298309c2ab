from shop.web import Application


def prepare():
    return Application({"currency": "eur"}).app_context()
