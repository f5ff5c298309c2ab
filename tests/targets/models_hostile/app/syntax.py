from sqlalchemy import Column

def broken(:
    return Column("x")
