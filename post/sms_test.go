package post

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/skill"
)

var gatewayKey = []byte("a key that both of them hold")

// gateway is a sender's program at work: it answers with a status and keeps what
// it was asked.
func gateway(t *testing.T, status int, asked *[]*http.Request, bodies *[]string) *SMS {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*asked, *bodies = append(*asked, r), append(*bodies, string(body))
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("13800000000 837465"))
	}))
	t.Cleanup(server.Close)
	s, err := NewSMS(Gateway{URL: server.URL + "/send?from=assay", Key: gatewayKey, Templates: map[string]string{"code": "SMS_1001"}}, still)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAGatewayIsAsked(t *testing.T) {
	var asked []*http.Request
	var bodies []string
	s := gateway(t, http.StatusOK, &asked, &bodies)
	if err := s.Send(t.Context(), message(skill.BySMS, "13800000000")); err != nil {
		t.Fatal(err)
	}
	if len(asked) != 1 {
		t.Fatalf("asked %d times", len(asked))
	}
	r := asked[0]
	if got := r.Method + " " + r.URL.String() + " " + r.Header.Get("Content-Type"); got != "POST /send?from=assay application/json" {
		t.Error(got)
	}
	stamp := r.Header.Get(StampHeader)
	if stamp != strconv.FormatInt(still().Unix(), 10) || r.Header.Get(SignatureHeader) != signature(gatewayKey, stamp, []byte(bodies[0])) {
		t.Errorf("signed %s at %s", r.Header.Get(SignatureHeader), stamp)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(bodies[0]), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"id": letterID, "number": "13800000000", "template": "SMS_1001", "language": "zh",
		"parameters": map[string]any{"code": "837465", "minutes": "5"}, "text": secretText,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	m := message(skill.BySMS, "+85261234567")
	m.Kind = skill.LetterRecover
	if err := s.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(bodies[1]), &got); err != nil || got["template"] != "recover" {
		t.Errorf("a kind without a template: %v, %v", got["template"], err)
	}
}

// The signature as anybody can compute it:
// printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
// Source: RFC 2104.
func TestSignature(t *testing.T) {
	const want = "a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03"
	if got := signature([]byte("key"), "1700000000", []byte(`{"a":1}`)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAGatewayRefuses(t *testing.T) {
	for _, c := range []struct {
		status  int
		reason  string
		lasting bool
	}{
		{200, "", false},
		{202, "", false},
		{204, "", false},
		{301, "post.deferred", false}, // not followed: a number is not handed on
		{307, "post.deferred", false},
		{400, "post.refused", true},
		{401, "post.login", false},
		{403, "post.login", false},
		{404, "post.deferred", false}, // the operator mistyped the address
		{408, "post.deferred", false},
		{422, "post.refused", true},
		{425, "post.deferred", false},
		{429, "post.deferred", false},
		{500, "post.deferred", false},
		{503, "post.deferred", false},
	} {
		var asked []*http.Request
		var bodies []string
		err := gateway(t, c.status, &asked, &bodies).Send(t.Context(), message(skill.BySMS, "13800000000"))
		if len(asked) != 1 {
			t.Errorf("%d: asked %d times", c.status, len(asked))
		}
		if c.reason == "" {
			if err != nil {
				t.Errorf("%d: %v", c.status, err)
			}
			continue
		}
		refusal(t, err, "13800000000", c.reason, strconv.Itoa(c.status), c.lasting)
	}
}

func TestAGatewayThatIsNotThereOrHangsUp(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_ = conn.Close()
	}))
	s, err := NewSMS(Gateway{URL: server.URL + "/?token=of-the-operator", Key: gatewayKey}, still)
	if err != nil {
		t.Fatal(err)
	}
	refusal(t, s.Send(t.Context(), message(skill.BySMS, "13800000000")), "of-the-operator", "post.unreachable", "", false)
	server.Close()
	refusal(t, s.Send(t.Context(), message(skill.BySMS, "13800000000")), "of-the-operator", "post.unreachable", "", false)
}

func TestANumberThatIsNone(t *testing.T) {
	var asked []*http.Request
	var bodies []string
	s := gateway(t, http.StatusOK, &asked, &bodies)
	for _, number := range []string{"", "1380000000", "138000000000", "12800000000", "010-12345678", "+0123456789", "+123456", "a@example.org", "13800000000,13900000000"} {
		refusal(t, s.Send(t.Context(), message(skill.BySMS, number)), number, "post.address", "form", true)
	}
	if len(asked) != 0 {
		t.Errorf("the gateway was asked %d times", len(asked))
	}
}

func TestAGatewayIsSetUp(t *testing.T) {
	for url, want := range map[string]string{
		"https://sms.example.org/send":        "",
		"http://127.0.0.1:9000/":              "",
		"http://[::1]:9000/":                  "",
		"http://localhost/":                   "",
		"http://sms.example.org/send":         "post.insecure",
		"http://127.0.0.1.example.org/":       "post.insecure",
		"ftp://sms.example.org/":              "post.gateway",
		"sms.example.org":                     "post.gateway",
		"https://":                            "post.gateway",
		"https://user:secret@sms.example.org": "post.gateway", // it would stand in logs
		"":                                    "post.gateway",
	} {
		if _, err := NewSMS(Gateway{URL: url, Key: gatewayKey}, still); skill.ReasonOf(err) != want {
			t.Errorf("%s: %v, want %q", url, err, want)
		}
	}
	if _, err := NewSMS(Gateway{URL: "https://sms.example.org", Key: []byte("short")}, still); skill.ReasonOf(err) != "post.key" {
		t.Error(err)
	}
	mistyped := Gateway{URL: "https://sms.example.org", Key: gatewayKey, Templates: map[string]string{"cods": "SMS_1001"}}
	if _, err := NewSMS(mistyped, still); skill.ReasonOf(err) != "post.template" {
		t.Error(err)
	}
}
