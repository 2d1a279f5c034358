package post

import (
	"strings"
	"testing"
	"time"

	"assay/skill"
)

const (
	secretText = "您的登录验证码是 837465，5 分钟内有效。"
	letterID   = "019b0000-0000-7000-8000-000000000001"
)

func still() time.Time { return time.Date(2026, 11, 20, 1, 2, 3, 0, time.UTC) }

func message(on skill.Channel, to string) Message {
	return Message{
		ID: letterID, Channel: on, Kind: skill.LetterCode, Lang: "zh", To: skill.Keep(to), Subject: "登录验证码", Text: secretText,
		Words: skill.Args{"code": "837465", "minutes": "5"},
	}
}

// refusal is what is kept and logged of a failure: its reason, whether it is for
// good, and nothing of address or text.
func refusal(t *testing.T, err error, to, reason, status string, lasting bool) {
	t.Helper()
	if got := skill.ReasonOf(err); got != reason || Lasting(err) != lasting {
		t.Errorf("%s, for good %v: %v; want %s, %v", got, Lasting(err), err, reason, lasting)
		return
	}
	if status != "" && !strings.Contains(err.Error(), `status="`+status+`"`) {
		t.Errorf("%v; want status %s", err, status)
	}
	for _, private := range []string{to, "837465", "验证码"} {
		if private != "" && strings.Contains(err.Error(), private) {
			t.Errorf("the failure tells %q: %v", private, err)
		}
	}
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.8.8.8": true, "::1": true, "[::1]": true,
		"localhost.example.org": false, "10.0.0.1": false, "0.0.0.0": false, "": false, "mail.example.org": false,
	} {
		if got := loopback(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}
