from sqlalchemy import Column, Integer, MetaData, Table

core, auth = MetaData(), MetaData()
Table("orders", core, Column("id", Integer, primary_key=True))
Table("accounts", auth, Column("id", Integer, primary_key=True))
