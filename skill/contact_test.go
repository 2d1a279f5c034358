package skill

import "testing"

// A login name cannot be taken for a telephone or a mail address, and each has
// one spelling.
func TestNames(t *testing.T) {
	for text, want := range map[string]string{
		"yang-1234": "yang-1234", " Yang-1234 ": "yang-1234", "ＹＡＮＧ": "yang", "ya": "", "1yang": "", "yang li": "", "杨丽": "", "a@b": "", "": "", "-yang": "",
	} {
		if got, err := ParseLogin(text); got != want || (err == nil) != (want != "") {
			t.Errorf("login %q: %q, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"19900000001": "19900000001", "+86 199-0000-0001": "19900000001", "００861９900000001": "19900000001",
		"12900000001": "", "1990000000": "", "199000000011": "", "": "", "1990000000a": "", "+85219900000": "",
	} {
		if got, err := ParsePhone(text); got.Reveal() != want || (err == nil) != (want != "") {
			t.Errorf("telephone %q: %q, %v", text, got.Reveal(), err)
		}
	}
	for text, want := range map[string]string{
		"Yang.Li@Example.ORG": "yang.li@example.org", "杨@例子.公司": "杨@例子.公司", "a@b": "", "@b.c": "", "a@": "", "a b@c.d": "", "a@b@c.d": "", "a@.b": "", "a@b.": "", "": "", "a,b@c.d": "",
	} {
		if got, err := ParseMail(text); got.Reveal() != want || (err == nil) != (want != "") {
			t.Errorf("mail %q: %q, %v", text, got.Reveal(), err)
		}
	}
	for text, want := range map[string]Channel{"a@b.example": ByMail, "19900000001": BySMS} {
		if got, err := ParseContact(text); err != nil || got.Channel != want || got.IsZero() {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}
