from sqlalchemy import Column, Integer, MetaData, Table, Text

shop = MetaData()
log = MetaData()
Table("accounts", shop, Column("id", Integer, primary_key=True), Column("name", Text))
Table("events", log, Column("id", Integer, primary_key=True))
