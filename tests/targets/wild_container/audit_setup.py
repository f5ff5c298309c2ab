import os


def prepare():
    os.environ["SHOP_CONTAINER"] = "yes"
