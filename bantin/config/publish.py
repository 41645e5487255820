"""`[publish]`: where the site goes."""

# Annotations are no strings here: those would be compiled anew at each start.
from typing import Annotated

from msgspec import Meta

from bantin.config.base import Meaning, Table


class Publish(Table, frozen=True):
    """`[publish]`: where the commands `deploy` and `publish` bring the site."""

    target: Annotated[
        str,
        Meaning(
            "Nơi `deploy`, và `publish` khi không dùng Git, đưa trang tới: thư mục, nơi rsync tới được, hay "
            "`rclone:KHO:THƯ_MỤC`.",
            "Where `deploy`, and `publish` without Git, bring the site: a folder, a place for rsync, or "
            "`rclone:REMOTE:BUCKET`.",
            "web@may-chu.example.vn:/var/www/hdnd",
        ),
    ] = ""
    releases: Annotated[
        int,
        Meta(ge=0, le=100),
        Meaning(
            "Số bản giữ ở nơi đăng: mỗi lần đăng là một thư mục, `current` trỏ tới bản mới nhất; 0 là chép thẳng vào.",
            "How many releases the target keeps, each a folder, with `current` a link to one; 0 copies in place.",
            5,
        ),
    ] = 0
    max_files: Annotated[
        int,
        Meta(ge=0),
        Meaning(
            "Nhiều nhất bao nhiêu tệp nơi chứa trang cho phép (nơi miễn phí thường là 20000); gần đến thì có cảnh báo.",
            "How many files the host takes (free ones: 20000); builds warn when that is near. 0 is any number.",
            20_000,
        ),
    ] = 0
