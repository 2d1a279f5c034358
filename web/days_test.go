package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// at sends a form by a browser whose clock says it is another day, and whose form
// says so too.
func (b *browser) at(clock, page string, kv ...string) answer {
	b.t.Helper()
	form := url.Values{"today": {clock}, "now": {clock}, "at": {clock}}
	for i := 0; i < len(kv); i += 2 {
		form.Set(kv[i], kv[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, page, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Date", clock)
	r.Header.Set("X-Requested-At", clock)
	return b.send(r)
}

// Whether one may apply is the server's clock to say: a browser whose clock is wrong
// by years applies while the announced days last, and by no clock of its own before
// or after them.
// Source: docs/rules.md, Applications.
func TestTheBrowsersClockIsNotAsked(t *testing.T) {
	h, batch := newApplied(t)
	h.announced(batch, func(a *skill.Announcement) {
		a.Apply = day.Period{From: day.Must("2026-11-23"), To: day.Must("2026-11-25")}
	})
	b := h.candidate(51)
	login := b.login()
	begin := append([]string{"plan", string(batch.Plan.ID)}, ticked()...)
	b.at("Tue, 24 Nov 2026 04:00:00 GMT", "/my/applications/new", begin...).says(http.StatusConflict, `role="alert"`, "2026-11-23")
	h.clock.Set(day.Must("2026-11-23").Time())
	b = h.again(login)
	got := b.at("Thu, 01 Jan 1970 00:00:00 GMT", "/my/applications/new", begin...)
	if got.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", got.Code, got.said())
	}
	page := got.Header().Get("Location")
	h.clock.Set(day.Must("2026-11-26").Time())
	b = h.again(login)
	b.at("Tue, 24 Nov 2026 04:00:00 GMT", page+"/check").says(http.StatusConflict, `role="alert"`, "2026-11-25")
	b.get(page).says(http.StatusOK, "Not handed in yet")
}

// again is somebody signed in anew, on another device.
func (h *hall) again(login string) *browser {
	h.t.Helper()
	b := h.browser()
	b.signs(login, goodPassword).leads("/account")
	return b
}

// Who loses the session in the middle finds everything again after signing in, from
// another device too: the file, the materials, the photo; and hands it in.
func TestALostSessionLosesNothing(t *testing.T) {
	h, batch := newApplied(t)
	b := h.candidate(52)
	page := b.begins(batch.Plan.ID)
	b.tells("employment", "from", "2015-01-01", "occupation", "电工", "relation", "same", "employer", "样例公司").leads("/my/dossier?done=kept")
	for _, m := range []string{"registration-form", "id-copy"} {
		b.uploads(page+"/materials/"+m, testdb.PDF(m)).leads(page + "?done=attached")
	}
	b.uploads(page+"/materials/photo", portrait(t)).leads(page + "?done=attached")
	next := h.again(b.login())
	b.post("/sign-out")
	b.get(page).leads("/sign-in")
	b.uploads(page+"/materials/work-proof", testdb.PDF("lost")).leads("/sign-in")
	next.get(page+"/materials/photo").says(http.StatusOK, "There is a photo")
	next.get(page+"/check").says(http.StatusOK, "样例公司")
	if again := next.begins(batch.Plan.ID); again != page {
		t.Errorf("began anew: %s", again)
	}
	next.uploads(page+"/materials/work-proof", testdb.PDF("work")).leads(page + "?done=attached")
	next.post(page + "/check").leads(page + "?done=submitted")
	var all []skill.Evidence
	testdb.Update(t, h.store, func(ctx context.Context, tx *store.Tx) (err error) {
		all, err = store.List(ctx, tx, store.EvidenceOf{}, store.Everything)
		return err
	})
	if len(all) != 3 {
		t.Errorf("%d files", len(all))
	}
}
