package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/locale"
	"assay/office/issuance"
	"assay/office/marking"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// own joins the account of a browser to a person, as an officer who saw the
// original would.
func (b *browser) own(p skill.PersonID) {
	b.t.Helper()
	testdb.Update(b.t, b.store, func(ctx context.Context, tx *store.Tx) error {
		s, err := store.One(ctx, tx, store.SignIns{Hash: hashOf(cmp.Or(b.cookies[host+entryCookie], b.cookies[entryCookie]))})
		if err != nil {
			return err
		}
		a, err := tx.Account(ctx, s.Account)
		if err != nil {
			return err
		}
		a.Person, a.Way, a.At = p, skill.JoinedByCode, "/"
		m, err := a.Join()
		if err != nil {
			return err
		}
		_, err = store.MoveOne(ctx, tx, a, m)
		return err
	})
}

// A mined hall has a batch whose results are on their way.
func newMined(t *testing.T) (*hall, testdb.Batch, []skill.Application) {
	h := newHall(t)
	h.site.Marking = &marking.Desk{Store: h.store, Policies: reference.Policies(), Calendar: reference.WorkingDays()}
	h.site.Issuance = &issuance.Desk{Store: h.store}
	h.site.Works = reference.Occupations()
	b := testdb.File(t, h.store)
	return h, b, b.Enter(t, h.store, 0, 3)
}

// Who is signed in sees what is recorded of them and of nobody else, and what
// comes next.
func TestWhatIsMine(t *testing.T) {
	h, batch, apps := newMined(t)
	certs := batch.Issue(t, h.store, apps[:1], 1)
	b, _, _ := h.registers(goodPassword)
	h.browser().get("/my/certificates").leads("/sign-in?next=my-certificates")
	b.get("/my").says(http.StatusOK, "not joined to you yet")
	b.get("/my/certificates").says(http.StatusOK, "No certificates yet", "not joined to you yet")
	b.get("/my/results").says(http.StatusOK, "No results yet")

	b.own(apps[0].Person)
	b.get("/my/certificates").says(http.StatusOK, certs[0].OccupationName, "/api/v1/certificates/"+string(certs[0].ID)+"/certificate.pdf", "How others check it")
	b.get("/my/results").says(http.StatusOK, "电工", "Passed, to be made public")
	b.get("/my").says(http.StatusOK, "/api/v1/me/data.zip")

	other, _, _ := h.registers(goodPassword)
	other.own(apps[1].Person)
	other.get("/my/certificates").says(http.StatusOK, "No certificates yet", "once the result is confirmed")
	other.get("/my/results").says(http.StatusOK, "No results yet")
}

// During the publicity, and in it alone, the owner of a result objects to it: the
// words are kept, nobody else's result is touched, and a stranger is told that
// there is no such page.
func TestObjectingOnThePages(t *testing.T) {
	h, batch, apps := newMined(t)
	result := publicised(t, h, batch, apps[0])
	b, _, _ := h.registers(goodPassword)
	b.own(apps[0].Person)
	page := "/my/results/" + string(result) + "/object"
	b.get("/my/results").says(http.StatusOK, "Passed, public now", "Friday 27 Nov 2026, that day included", `href="`+page+`"`)
	b.get(page).says(http.StatusOK, "Object to a result", "<textarea")
	b.post(page, "text", " ").refuses(http.StatusBadRequest, "text", "objection.no_text")

	other, _, _ := h.registers(goodPassword)
	other.own(apps[1].Person)
	other.get(page).says(http.StatusNotFound)
	other.post(page, "text", "不是我的").says(http.StatusForbidden)
	b.post("/my/results/unknown/object", "text", "x").says(http.StatusNotFound)

	b.post(page, "text", "第三项 <b>漏记</b> 5 分").leads("/my/results?done=objected")
	b.get("/my/results?done=objected").says(http.StatusOK, "Your objection was sent", "An objection is being decided", "You objected at")
	b.post(page, "text", "again").says(http.StatusConflict, "<textarea", "again</textarea>")

	late, login := publicised(t, h, batch, apps[1]), other.login()
	h.clock.Step(15 * 24 * time.Hour)
	other.signs(login, goodPassword).leads("/account")
	other.get("/my/results").says(http.StatusOK, "Passed, publicity over")
	other.post("/my/results/"+string(late)+"/object", "text", "too late").says(http.StatusUnprocessableEntity)
}

// publicised makes a passed result that is public now.
func publicised(t *testing.T, h *hall, b testdb.Batch, a skill.Application) (id skill.ResultID) {
	t.Helper()
	testdb.Update(t, h.store, func(ctx context.Context, tx *store.Tx) error {
		r := skill.Result{
			ID: skill.ResultID(tx.NewID()), Application: a.ID, Plan: b.Plan.ID, Path: b.Plan.Path, Person: a.Person, Passed: true, Band: skill.BandGood,
			Scores: []skill.PartScore{{Part: skill.Theory, Attempt: 1, Kind: skill.SittingMarked, Mark: 170}, {Part: skill.Operation, Attempt: 2, Kind: skill.SittingMarked, Mark: 163}},
		}
		for _, verb := range []func(skill.Result) (skill.Move, error){skill.Result.Settle, skill.Result.Publicise} {
			r.PublicFrom, r.PublicTo = tx.Today(), tx.Today().AddDays(7)
			m, err := verb(r)
			if err != nil {
				return err
			}
			if r, err = store.MoveOne(ctx, tx, r, m); err != nil {
				return err
			}
		}
		id = r.ID
		return nil
	})
	return id
}

// ids are those of records, which are new in each run.
var ids = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// The pages as they look, in both languages, with the longest names and with
// nothing to show.
func TestMineGolden(t *testing.T) {
	for _, lang := range []locale.Lang{locale.Zh, locale.En} {
		h, batch, apps := newMined(t)
		batch.Issue(t, h.store, apps[:1], 1)
		publicised(t, h, batch, apps[1])
		for i, name := range []string{"issued", "public", "nothing"} {
			b, _, _ := h.registers(goodPassword)
			b.lang = lang
			b.own(apps[i].Person)
			for _, page := range []string{"/my", "/my/results", "/my/certificates"} {
				file := fmt.Sprintf("own%s-%s.html", strings.ReplaceAll(page, "/", "-"), name)
				golden(t, filepath.Join("testdata", string(lang), file), ids.ReplaceAllString(b.get(page).Body.String(), "ID"))
			}
		}
	}
}
