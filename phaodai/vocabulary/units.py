"""Levels of the tree of units."""

from enum import StrEnum


class UnitLevel(StrEnum):
    """From the country down; a tree may leave a level out (no districts since July 2025)."""

    COUNTRY = "COUNTRY"  # cả nước
    PROVINCE = "PROVINCE"  # cấp tỉnh: tỉnh, thành phố trực thuộc trung ương
    DISTRICT = "DISTRICT"  # cấp huyện: huyện, quận, thị xã, thành phố thuộc tỉnh
    COMMUNE = "COMMUNE"  # cấp xã: xã, phường, thị trấn, đặc khu
    HAMLET = "HAMLET"  # thôn, bản, tổ dân phố
    GROUP = "GROUP"  # tổ tự quản, tổ nhân dân
