import os

if "SHOP_MODE" not in os.environ:
    raise RuntimeError("SHOP_MODE is not set")
