/// Domains that anybody can get an e-mail address at, so that an address says nothing about an organisation.
///
/// The list is short on purpose: the providers that are common in histories of open-source projects, and the addresses
/// that forges hand out to hide the real one. An office adds its own with `free_mail_domains`.
public enum FreeMailDomains {
    public static let shipped: Set<String> = [
        "126.com", "163.com", "aol.com", "arcor.de", "bk.ru", "btinternet.com", "comcast.net", "duck.com",
        "fastmail.com",
        "fastmail.fm", "foxmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de",
        "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr",
        "icloud.com", "inbox.ru", "laposte.net", "libero.it", "list.ru", "live.com", "mac.com", "mail.com", "mail.ru",
        "mailbox.org", "me.com", "msn.com", "naver.com", "orange.fr", "outlook.com", "outlook.de", "outlook.fr",
        "pm.me",
        "posteo.de", "posteo.net", "privaterelay.appleid.com", "proton.me", "protonmail.ch", "protonmail.com", "qq.com",
        "rambler.ru", "riseup.net", "rocketmail.com", "seznam.cz", "sina.com", "t-online.de", "tutanota.com",
        "tutanota.de",
        "ukr.net", "users.noreply.github.com", "users.noreply.gitlab.com", "verizon.net", "wanadoo.fr", "web.de",
        "wp.pl",
        "ya.ru", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru",
        "yeah.net",
        "ymail.com", "zoho.com",
    ]
}
