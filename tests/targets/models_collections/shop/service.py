"""Uses models; declares none."""

from shop import people
from shop.people import Order as Purchase
from shop.people import Person


def find(session):
    return session.query(Purchase).join(Person).filter(people.Person.id == 1)
