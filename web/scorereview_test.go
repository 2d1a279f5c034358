package web

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/locale"
	"assay/skill"
	"assay/store"
)

// failed makes a settled result that was not passed.
func failed(t *testing.T, h *hall, b testdb.Batch, a skill.Application) (id skill.ResultID) {
	t.Helper()
	testdb.Update(t, h.store, func(ctx context.Context, tx *store.Tx) error {
		r := skill.Result{
			ID: skill.ResultID(tx.NewID()), Application: a.ID, Plan: b.Plan.ID, Path: b.Plan.Path, Person: a.Person,
			Scores: []skill.PartScore{{Part: skill.Theory, Attempt: 1, Kind: skill.SittingMarked, Mark: 150}, {Part: skill.Operation, Attempt: 1, Kind: skill.SittingMarked, Mark: 118}},
		}
		m, err := r.Settle()
		if err == nil {
			_, err = store.MoveOne(ctx, tx, r, m)
		}
		id = r.ID
		return err
	})
	return id
}

// Whoever did not pass is told until when a review may be asked for, asks on one
// page, sees by when it is answered, and the answer with its ground; nobody else
// reaches the page, and afterwards it is too late.
// Source: policy score_review.period, score_review.due.
func TestAskingForAReviewOnThePages(t *testing.T) {
	h, batch, apps := newMined(t)
	result := failed(t, h, batch, apps[0])
	b, login, _ := h.registers(goodPassword)
	b.own(apps[0].Person)
	page := "/my/results/" + string(result) + "/review"
	b.get("/my/results").says(http.StatusOK, "Not passed", "ask for a review until Friday 11 Dec 2026, that day included", `href="`+page+`"`)
	b.get(page).says(http.StatusOK, "Ask for a review of the marks", "<textarea", "Somebody who did not mark")
	b.post(page, "text", " ").refuses(http.StatusBadRequest, "text", "score_review.no_text")

	other, _, _ := h.registers(goodPassword)
	other.own(apps[1].Person)
	other.get(page).says(http.StatusNotFound)
	other.post(page, "text", "不是我的").says(http.StatusForbidden)

	b.post(page, "text", "第三项 <b>漏记</b> 2 分").leads("/my/results?done=reviewing")
	got := b.get("/my/results?done=reviewing").says(http.StatusOK, "Your request was sent", "It is answered by Friday 4 Dec 2026").Body.String()
	if strings.Contains(got, page) {
		t.Error("a second review is offered")
	}
	b.post(page, "text", "again").says(http.StatusConflict, "<textarea", "again</textarea>")
	all, err := store.List(t.Context(), h.store.Unscoped(), store.Objections{Result: result}, store.Everything)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if _, err := h.site.Marking.Dismiss(t.Context(), store.By{Actor: batch.Actor(1)}, all[0].ID, "逐项复核，评分无误"); err != nil {
		t.Fatal(err)
	}
	got = b.get("/my/results").says(http.StatusOK, "the marks are right and stand", "逐项复核，评分无误").Body.String()
	if strings.Contains(got, page) {
		t.Error("what was answered is offered again")
	}
	b.post(page, "text", "again").says(http.StatusConflict, "not reviewed twice")
	h.clock.Step(40 * 24 * time.Hour)
	b.signs(login, goodPassword).leads("/account")
	if got := b.get("/my/results").says(http.StatusOK).Body.String(); strings.Contains(got, page) {
		t.Error("a review is offered after its last day")
	}
	b.post(page, "text", "too late").says(http.StatusUnprocessableEntity, `role="alert"`)
}

// The pages as they look, in both languages.
func TestScoreReviewGolden(t *testing.T) {
	for _, lang := range locale.Langs() {
		h, batch, apps := newMined(t)
		below, public := failed(t, h, batch, apps[0]), publicised(t, h, batch, apps[1])
		for i, c := range []struct {
			name   string
			result skill.ResultID
		}{{"failed", below}, {"public", public}} {
			b, _, _ := h.registers(goodPassword)
			b.lang = lang
			b.own(apps[i].Person)
			page := "/my/results/" + string(c.result) + "/review"
			show := func(name, page string) {
				t.Helper()
				golden(t, filepath.Join("testdata", string(lang), "review-"+name+".html"), ids.ReplaceAllString(b.get(page).says(http.StatusOK).Body.String(), "ID"))
			}
			show(c.name+"-may", "/my/results")
			show(c.name+"-ask", page)
			b.post(page, "text", "请复核").leads("/my/results?done=reviewing")
			show(c.name+"-asked", "/my/results?done=reviewing")
		}
	}
}
