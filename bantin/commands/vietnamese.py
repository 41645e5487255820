"""What the command line says, in Vietnamese: by the English words of the commands, then of click."""

WORDS = {
    "Bantin: a council's news, from Markdown to a finished site. Without a command it builds.": (
        "Bantin: tin tức của Hội đồng nhân dân, từ Markdown thành trang web. Không ghi lệnh nào thì dựng trang."
    ),
    "The site: the folder with site_config.toml (default: that of build.py, or the current one).": (
        "Trang: thư mục có site_config.toml (mặc định: thư mục của build.py, hoặc thư mục hiện tại)."
    ),
    "The site: the folder with site_config.toml.": "Trang: thư mục có site_config.toml.",
    "Show the version and exit.": "Cho biết phiên bản.",
    "Show this message and exit.": "Hiện lời hướng dẫn này.",
    # build, check
    "Build the site into public/.": "Dựng trang vào public/.",
    "Where the site goes (default: public/ of the site).": "Dựng vào đâu (mặc định: public/ của trang).",
    "Use this address instead of the one in site_config.toml.": (
        "Dùng địa chỉ này thay cho địa chỉ trong site_config.toml."
    ),
    "Processes (default: one for each core).": "Số tiến trình (mặc định: mỗi nhân một tiến trình).",
    "As of this moment (default: the clock).": "Coi như đang ở ngày giờ này (mặc định: đồng hồ máy).",
    "Render everything, also what has not changed.": "Dựng lại tất cả, kể cả những gì không đổi.",
    "Do not make the search index.": "Không làm chỉ mục tìm kiếm.",
    "Treat warnings as errors.": "Coi cảnh báo như lỗi.",
    "Publish even if many pages go, or the clock has jumped.": ("Vẫn đăng dù nhiều trang bị gỡ, hay đồng hồ chạy sai."),
    "Print problems only.": "Chỉ in lỗi và cảnh báo.",
    "Print one JSON object on standard output.": "In kết quả dạng JSON.",
    "List every problem and warning; writes nothing.": "Kể mọi lỗi và cảnh báo; không ghi gì.",
    "List each problem, also of a kind that is found often.": "Kể hết, kể cả những lỗi gặp nhiều lần.",
    "List also what an agency's site must show by law; no legal advice.": (
        "Kể cả những điều pháp luật buộc trang của cơ quan phải có; đây không phải tư vấn pháp luật."
    ),
    # counter
    "Serve the visit counter, or look after what it counted.": "Chạy bộ đếm lượt xem, hoặc xem, lưu số đã đếm.",
    "Address to listen on.": "Địa chỉ để nhận kết nối.",
    "Port; 0 takes a free one.": "Cổng; 0 là một cổng còn trống.",
    "A file, or redis://… (default: counter.service.database).": (
        "Một tệp, hoặc redis://… (mặc định: counter.service.database)."
    ),
    "Count for this site; may be given several times (default: counter.service.sites).": (
        "Đếm cho trang này; ghi được nhiều lần (mặc định: counter.service.sites)."
    ),
    "Write what was counted into FILE, which can serve as a database. The counter may go on meanwhile.": (
        "Sao số đã đếm vào TỆP, tệp ấy dùng được làm cơ sở dữ liệu. Bộ đếm cứ chạy trong lúc đó."
    ),
    "Draw the visits by day: FILE.svg is a picture, FILE.html a page with the picture and its numbers.": (
        "Vẽ số lượt theo ngày: TỆP.svg là hình, TỆP.html là trang có hình và con số."
    ),
    "Days to show, up to the last counted.": "Số ngày, tính đến ngày cuối đã đếm.",
    "Add the days of FILE: a backup, or lines of site,date,visits.\n\n"
    "A day that is there already is never counted twice.": (
        "Thêm các ngày trong TỆP: một bản sao lưu, hoặc các dòng trang,ngày,lượt.\n\n"
        "Ngày đã có thì không bao giờ bị đếm hai lần."
    ),
    "Print the visits of each day, and the totals.": "In số lượt mỗi ngày, và tổng số.",
    "One JSON object.": "Dạng JSON.",
    "Lines of site,date,visits, as `counter import` reads them.": (
        "Các dòng trang,ngày,lượt, như `counter import` đọc."
    ),
    "the file's name must end in .svg or .html": "tên tệp phải kết thúc bằng .svg hoặc .html",
    # fix, init, new, publish
    "Mend what has one right answer (dates, quotes, names of categories and files …), after showing it.": (
        "Sửa giúp chỗ chỉ có một cách sửa (ngày, nháy, tên chuyên mục, tên tệp…), sau khi cho xem."
    ),
    "Do not ask.": "Không hỏi lại.",
    "Also write line ends as LF, and no BOM.": "Đổi cả cuối dòng thành LF, và bỏ BOM.",
    "{path} is not in content/.": "{path} không nằm trong content/.",
    "Start a whole new site in DIR.\n\n"
    "Settings with a comment for each key, sample pages, what VS Code, Git and CI need, and Bantin itself in "
    "engine/.": (
        "Lập một trang mới trong THƯ_MỤC.\n\n"
        "Có cấu hình kèm lời giải thích từng khóa, trang mẫu, những gì VS Code, Git và CI cần, và chính Bantin "
        "trong engine/."
    ),
    "Of the interface and the messages.": "Ngôn ngữ của giao diện và của lời báo.",
    "The council's name.": "Tên Hội đồng nhân dân.",
    "The site's address, such as https://hdnd.example.vn/.": "Địa chỉ của trang, như https://hdnd.example.vn/.",
    "Start an article called TITLE and print its path; on a terminal, what is missing is asked for.\n\n"
    "With FOLDER, start an entry of the collection in that folder of content/.": (
        "Tạo bài mới tên là TIÊU_ĐỀ và in đường dẫn của tệp; thiếu gì thì lệnh hỏi.\n\n"
        "Thêm THƯ_MỤC để tạo một mục của loại nội dung nằm ở thư mục đó trong content/, như van-ban."
    ),
    "Its category (default: asked for on a terminal, else the first).": (
        "Chuyên mục (không ghi thì lệnh hỏi; không hỏi được thì lấy chuyên mục đầu)."
    ),
    "Its author.": "Tác giả.",
    "One or two sentences for lists.": "Một hai câu tóm tắt, hiện trong danh sách.",
    "A tag; may be given several times.": "Một từ khóa; ghi được nhiều lần.",
    "Give it a folder of its own, for pictures and documents.": "Cho bài một thư mục riêng, để đặt hình và tệp.",
    "Check the site, show what is new for readers, then commit and push (or copy to [publish] target).": (
        "Kiểm tra, cho xem người đọc sẽ thấy gì mới, rồi gửi lên kho Git (hoặc chép tới [publish] target)."
    ),
    "Show what would be published, and do nothing.": "Chỉ cho xem sẽ đăng gì, không làm gì cả.",
    # schema, server-config, watch
    "Print a JSON Schema for editors' programs: of the front matter, with the site's categories, or the settings.": (
        "In JSON Schema cho trình soạn thảo: của phần khai báo, kèm các chuyên mục của trang, hoặc của cấu hình."
    ),
    "Write the configuration of a web server for this site; what it includes is renewed, what is yours is kept.": (
        "Viết cấu hình máy chủ web cho trang; phần của Bantin được làm mới, phần của bạn được giữ nguyên."
    ),
    "Write into this folder (default: bantin-SERVER/).": "Viết vào thư mục này (mặc định: bantin-MÁY_CHỦ/).",
    "Where the site lies on the server (default: public/ of the site).": (
        "Trang nằm ở đâu trên máy chủ (mặc định: public/ của trang)."
    ),
    "Where the counter's service listens.": "Bộ đếm nghe ở đâu.",
    "Build the site and bring it to [publish] target, at once for readers; or go back by one release.": (
        "Dựng trang và đưa tới [publish] target, người đọc thấy trọn bản mới một lúc; hoặc quay lại bản trước."
    ),
    "Where to (default: [publish] target).": "Đưa tới đâu (mặc định: [publish] target).",
    "Releases to keep; 0 copies in place.": "Số bản giữ lại; 0 là chép thẳng vào.",
    "Serve the release before the one of today again; copy nothing.": (
        "Cho người đọc thấy lại bản trước bản đang đăng; không chép gì."
    ),
    "Compare the site at URL (default: base_url) with what was built: altered, missing and foreign files, headers.": (
        "So trang ở URL (mặc định: base_url) với bản đã dựng: tệp bị sửa, bị mất, tệp lạ, header."
    ),
    "The server's folder: finds files that nothing links to.": (
        "Thư mục của trang trên máy chủ: để tìm cả tệp lạ mà không liên kết nào dẫn tới."
    ),
    "Copy Bantin's layout file NAME into the site's layouts/, where it may be changed; print its path.\n\n"
    "What Bantin's file was is kept in layouts/.originals/, so that `upgrade --check` can show what has changed "
    "since.": (
        "Chép tệp bố cục TÊN của Bantin vào layouts/ của trang để sửa; in đường dẫn của tệp.\n\n"
        "Bản gốc được giữ trong layouts/.originals/, để `upgrade --check` cho thấy từ đó Bantin đã đổi gì."
    ),
    "Leave the site's file as it is; note only Bantin's of now as its original.": (
        "Để nguyên tệp của trang; chỉ ghi lại bản hiện nay của Bantin làm bản gốc."
    ),
    "Put this Bantin into the site's engine/, unless its settings must be changed first; with --check, only look.\n\n"
    "Shows settings that went, what has changed in layouts that the site copied, and what else is new.": (
        "Đưa bản Bantin này vào engine/ của trang, nếu không phải sửa cấu hình trước; với --check thì chỉ xem.\n\n"
        "Cho thấy khóa cấu hình nào không còn, bố cục mà trang đã chép nay đổi ra sao, và có gì mới."
    ),
    "Only show what this Bantin changes for the site.": "Chỉ cho xem bản Bantin này làm trang thay đổi gì.",
    "Preview the site, drafts too, and show each saved change in the browser.": (
        "Xem trước trang, cả bản nháp; mỗi lần lưu, trình duyệt tự cập nhật."
    ),
    "The address to serve on; 0.0.0.0 lets a phone on the same network look.": (
        "Địa chỉ; 0.0.0.0 cho phép xem bằng điện thoại cùng mạng."
    ),
    "The first port to try; 0 takes any.": "Cổng thử đầu tiên; 0 là cổng nào cũng được.",
    "Look through the files each second instead of watching them: network drives, WSL, containers.": (
        "Mỗi giây dò lại các tệp thay vì chờ hệ thống báo: dùng cho ổ mạng, WSL, container."
    ),
    "Open the browser.": "Mở trình duyệt.",
    # our own usage errors
    "A path cannot hold a NUL character.": "Đường dẫn không được có ký tự NUL.",
    "The name is too long for a file or folder.": "Tên quá dài cho một tệp hay thư mục.",
    "{value} is not an ISO 8601 moment, such as 2026-11-24T07:30:00+07:00": (
        "{value} không phải ngày giờ; viết như 2026-11-24T07:30"
    ),
    # what stands for values
    "[OPTIONS]": "[TÙY_CHỌN]",
    "COMMAND [ARGS]...": "LỆNH [THAM_SỐ]...",
    "[COMMAND] [ARGS]...": "[LỆNH] [THAM_SỐ]...",
    "TEXT": "CHỮ",
    "INTEGER": "SỐ",
    "INTEGER RANGE": "SỐ",
    "PATH": "ĐƯỜNG_DẪN",
    "PATH|URL": "ĐƯỜNG_DẪN|URL",
    "[PATH]...": "[ĐƯỜNG_DẪN]...",
    "FILE": "TỆP",
    "DIRECTORY": "THƯ_MỤC",
    "TARGET": "NƠI_ĐĂNG",
    "DIR": "THƯ_MỤC",
    "HOST:PORT": "MÁY:CỔNG",
    "ISO8601": "NGÀY_GIỜ",
    "NAME": "TÊN",
    "SLUG": "CHUYÊN_MỤC",
    "[FOLDER]": "[THƯ_MỤC]",
    "[TITLE]": "[TIÊU_ĐỀ]",
    # click
    "Usage:": "Cách dùng:",
    "Options": "Tùy chọn",
    "Commands": "Các lệnh",
    "Positional arguments": "Tham số",
    "default: {default}": "mặc định: {default}",
    "env var: {var}": "biến môi trường: {var}",
    "required": "bắt buộc",
    "Error: {message}": "Lỗi: {message}",
    "Error: invalid input": "Lỗi: chưa hiểu câu trả lời",
    "Aborted!": "Đã dừng.",
    "Try '{command} {option}' for help.": "Xem hướng dẫn: {command} {option}",
    "Invalid value: {message}": "Giá trị không hợp lệ: {message}",
    "Invalid value for {param_hint}: {message}": "Giá trị của {param_hint} không hợp lệ: {message}",
    "Missing argument": "Thiếu tham số",
    "Missing option": "Thiếu tùy chọn",
    "Missing parameter": "Thiếu tham số",
    "Missing command.": "Thiếu tên lệnh.",
    "No such option {name!r}.": "Không có tùy chọn “{name}”.",
    "No such command {name!r}.": "Không có lệnh “{name}”.",
    "Did you mean {possibility}?": "Ý bạn là {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Ý bạn là một trong: {possibilities}?)",
    "Got unexpected extra argument ({args})": "Thừa tham số: {args}",
    "Got unexpected extra arguments ({args})": "Thừa tham số: {args}",
    "Option {name!r} requires an argument.": "Sau tùy chọn “{name}” phải có một giá trị.",
    "Option {name!r} requires {nargs} arguments.": "Sau tùy chọn “{name}” phải có {nargs} giá trị.",
    "Option {name!r} does not take a value.": "Tùy chọn “{name}” không nhận giá trị.",
    "{value!r} is not a valid {number_type}.": "“{value}” không phải là số nguyên.",
    "{value} is not in the range {range}.": "{value} nằm ngoài khoảng {range}.",
    "{value!r} is not one of {choices}.": "“{value}” không có trong: {choices}.",
    "{value!r} is not {choice}.": "“{value}” không phải là {choice}.",
    "Choose from:\n\t{choices}": "Chọn một trong:\n\t{choices}",
    "{name} {filename!r} does not exist.": "Không có “{filename}”.",
    "{name} {filename!r} is a file.": "“{filename}” là tệp, không phải thư mục.",
    "{name} {filename!r} is a directory.": "“{filename}” là thư mục, không phải tệp.",
    "{name} {filename!r} is not readable.": "Không đọc được “{filename}”.",
    "{name} {filename!r} is not writable.": "Không ghi được vào “{filename}”.",
}
"""Vietnamese by English."""
