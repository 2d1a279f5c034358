package web

import (
	"net/http"
	"strings"
	"time"

	"assay/internal/httpx"
	"assay/office/identity"
	"assay/skill"
	"assay/web/provider"
)

// Besides those of httpx.
const (
	entryCookie  = httpx.EntryCookie
	deviceCookie = httpx.DeviceCookie
	stepCookie   = "assay-step"  // what is under way, sealed
	proofCookie  = "assay-proof" // a code that confirms who is signed in, sealed
)

const deviceKept = httpx.DeviceKept

func (s *Site) cookies() httpx.Cookies { return httpx.Cookies{Host: s.Host} }

// cookie is the value of a cookie of ours, or empty.
func (s *Site) cookie(r *http.Request, name string) string { return s.cookies().Value(r, name) }

// setCookie has the browser keep a value, until it is closed where keep is zero.
// An empty value takes it away.
func (s *Site) setCookie(w http.ResponseWriter, r *http.Request, name, value string, keep time.Duration) {
	http.SetCookie(w, s.cookies().Make(r, name, value, keep))
}

// visit is where a request comes from. What was answered to a question counts
// once.
func (s *Site) visit(r *http.Request, question, answer string) identity.Visit {
	return identity.Visit{
		Network: httpx.Network(r.Context()).String(), Device: s.cookie(r, deviceCookie), Label: device(r.UserAgent()),
		Answered: question != "" && s.Desk.Questions.Passes(question, answer, s.Now()),
	}
}

// browsers and systems are what a device is called by, each with the word that
// gives it away. The first that fits counts, since most call themselves by the
// names of others too.
var (
	browsers = [][2]string{
		{"MicroMessenger", "WeChat"}, {"DingTalk", "DingTalk"}, {"AlipayClient", "Alipay"}, {"HuaweiBrowser", "Huawei Browser"}, {"Edg", "Edge"},
		{"OPR/", "Opera"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"Chrome", "Chrome"}, {"CriOS", "Chrome"}, {"Safari", "Safari"},
	}
	systems = [][2]string{
		{"OpenHarmony", "HarmonyOS"}, {"HarmonyOS", "HarmonyOS"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
		{"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	}
)

// device is a browser in a few words, e.g. "Firefox, Linux"; nothing that it says
// of itself is repeated.
func device(agent string) string {
	var out []string
	for _, names := range [][][2]string{browsers, systems} {
		for _, n := range names {
			if strings.Contains(agent, n[0]) {
				out = append(out, n[1])
				break
			}
		}
	}
	return strings.Join(out, ", ")
}

// A step is what is under way in a browser: it lies sealed in a cookie, so that
// nobody else can begin it for somebody or carry it on.
type step struct {
	Kind      string            // what is under way
	To        string            `json:",omitempty"` // the address that a code was sent to
	Challenge skill.ChallengeID `json:",omitempty"` // what the code answers
	Account   skill.AccountID   `json:",omitempty"` // whose step it is, where somebody is signed in
	SignIn    skill.SignInID    `json:",omitempty"` // by which
	Next      string            `json:",omitempty"` // name of the page to go to afterwards
	Attempt   *provider.Attempt `json:",omitempty"` // at an identity provider
	Until     int64             // seconds since 1970
}

// stepLife is how long a step may take.
const stepLife = 30 * time.Minute

// begin has the browser keep a step.
func (s *Site) begin(w http.ResponseWriter, r *http.Request, cookie string, st step) error {
	st.Until = s.Now().Add(stepLife).Unix()
	sealed, err := s.seal(st, cookie+" "+st.Kind)
	if err == nil {
		s.setCookie(w, r, cookie, sealed, 0)
	}
	return err
}

// under is the step of a kind that is under way, if there is one.
func (s *Site) under(r *http.Request, cookie, kind string) (st step, ok bool) {
	ok = s.unseal(s.cookie(r, cookie), cookie+" "+kind, &st) && s.Now().Unix() < st.Until
	if !ok {
		return step{}, false
	}
	return st, true
}
