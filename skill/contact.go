package skill

import "strings"

const (
	loginMost = 40
	mailMost  = 254 // Source: RFC 5321, 4.5.3.1.3, with its angle brackets
)

// ParseLogin reads a login name (登录名): 3 to 40 small letters, digits and
// hyphens, beginning with a letter, so that none looks like a telephone or a mail
// address. Capitals are made small.
func ParseLogin(s string) (string, error) {
	s = strings.ToLower(Halve(s))
	bad := strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != ""
	if bad || len(s) < 3 || len(s) > loginMost || s[0] < 'a' || s[0] > 'z' {
		return "", FailField("login", "login.shape")
	}
	return s, nil
}

// ParsePhone reads a mobile number of the mainland (手机号码): 11 digits, with or
// without +86, spaces and hyphens.
func ParsePhone(s string) (Private, error) {
	s = strings.NewReplacer(" ", "", "-", "").Replace(Halve(s))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "+86"), "0086")
	if len(s) != 11 || s[0] != '1' || s[1] < '3' || !allDigits(s) {
		return Private{}, FailField("phone", "contact.phone")
	}
	return Keep(s), nil
}

// ParseMail reads a mail address, in small letters. Whether it reaches anybody
// only a letter can show.
func ParseMail(s string) (Private, error) {
	s = strings.ToLower(Halve(s))
	name, host, ok := strings.Cut(s, "@")
	if !ok || name == "" || !strings.Contains(host, ".") || len(s) > mailMost || strings.ContainsAny(s, " \"<>(),;:\\[]") ||
		strings.Contains(host, "@") || strings.HasPrefix(host, ".") || strings.HasSuffix(host, ".") {
		return Private{}, FailField("mail", "contact.mail")
	}
	return Keep(s), nil
}

// A Contact is one way to reach somebody.
type Contact struct {
	Channel Channel
	Address Private
}

// ParseContact reads a telephone or a mail address.
func ParseContact(s string) (Contact, error) {
	if strings.Contains(Halve(s), "@") {
		mail, err := ParseMail(s)
		return Contact{ByMail, mail}, err
	}
	phone, err := ParsePhone(s)
	return Contact{BySMS, phone}, err
}

// IsZero tells whether there is no address.
func (c Contact) IsZero() bool { return c.Address.IsZero() }

// Contact is where letters to the account's owner go on a channel, if anywhere.
func (a Account) Contact(on Channel) Contact {
	if on == ByMail {
		return Contact{on, a.Mail}
	}
	return Contact{on, a.Phone}
}

// Reach is the account with a contact put in the place of what it had on that
// channel.
func (a Account) Reach(c Contact) Account {
	if c.Channel == ByMail {
		a.Mail = c.Address
	} else {
		a.Phone = c.Address
	}
	return a
}

// Masked is a telephone or mail address as its owner recognises it and nobody
// reads it off: 199****0001, y***@example.org.
func (p Private) Masked() string {
	if name, host, ok := strings.Cut(p.text, "@"); ok {
		first := []rune(name)
		return string(first[:min(1, len(first))]) + "***@" + host
	}
	digits := []rune(p.text)
	if len(digits) < 11 {
		return p.String()
	}
	return string(digits[:3]) + "****" + string(digits[len(digits)-4:])
}
