package web

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"assay/files"
	"assay/internal/testdb"
	"assay/locale"
	"assay/office/admission"
	"assay/office/examination"
	"assay/office/issuance"
	"assay/office/marking"
	"assay/office/privacy"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// newApplied is a hall with a batch for which people may apply.
func newApplied(t *testing.T) (*hall, testdb.Batch) {
	h := newHall(t)
	return h, h.opens(t)
}

// opens gives a hall a batch and the desks by which people apply.
func (h *hall) opens(t *testing.T) testdb.Batch {
	t.Helper()
	folder, err := files.Open(t.TempDir(), h.store.Keys(), testdb.NewRand(11))
	if err != nil {
		t.Fatal(err)
	}
	keep := func(kind files.Kind) func(context.Context, []byte) (skill.FileHash, error) {
		return func(ctx context.Context, content []byte) (skill.FileHash, error) {
			hash, _, err := folder.Intake(ctx, kind, bytes.NewReader(content))
			return hash, err
		}
	}
	h.site.Admission = &admission.Desk{
		Store: h.store, Set: reference.ConditionSet, Occupation: reference.Occupations().Resolve, Romanise: reference.Romanise,
		Materials: reference.Materials(), Policies: reference.Policies(), Calendar: reference.WorkingDays(),
		KeepFile: keep(files.Proof), KeepPhoto: keep(files.Portrait), OpenPhoto: folder.Get, PhotoLimits: reference.PhotoLimits(),
	}
	h.site.Notice = reference.Notice()
	h.site.Privacy = &privacy.Desk{Store: h.store, Notice: h.site.Notice}
	h.site.Admission.Edition = h.site.Notice.Edition
	h.site.Works, h.site.Places, h.site.Sets = reference.Occupations(), reference.Places(), reference.ConditionSet
	h.site.Marking = &marking.Desk{Store: h.store, Policies: reference.Policies(), Calendar: reference.WorkingDays()}
	h.site.Issuance = &issuance.Desk{Store: h.store}
	h.examines(folder)
	return testdb.File(t, h.store)
}

// candidate is a browser in which somebody is signed in who may apply.
func (h *hall) candidate(n int) *browser {
	h.t.Helper()
	b, _, _ := h.registers(goodPassword)
	p := testdb.Born(n)
	testdb.Update(h.t, h.store, func(ctx context.Context, tx *store.Tx) error {
		p.ID = skill.PersonID(tx.NewID())
		return store.Add(ctx, tx, &p)
	})
	b.own(p.ID)
	return b
}

// uploads sends a file by the form of a page.
func (b *browser) uploads(page string, content []byte) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "../../etc/passwd")
	if err == nil {
		_, err = part.Write(content)
	}
	if err != nil || w.Close() != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, page, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.send(r)
}

// portrait is a picture as phones take them.
func portrait(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 600, 800))
	for y := range 800 {
		for x := range 600 {
			c := color.RGBA{230, 235, 240, 255}
			if dx, dy := x-300, y-350; dx*dx/4+dy*dy/6 < 9000 {
				c = color.RGBA{uint8(90 + x%100), uint8(70 + y%60), 60, 255}
			}
			img.Set(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// version is that of the dossier as a page shows it.
func version(t *testing.T, page string) string { return sealedIn(t, page, "version") }

// tells adds an entry to a subject of the dossier.
func (b *browser) tells(subject string, kv ...string) answer {
	b.t.Helper()
	page := "/my/dossier/" + subject
	v := version(b.t, b.get(page).says(http.StatusOK).Body.String())
	return b.post(page, append([]string{"version", v}, kv...)...)
}

// ticked are the consents that applying needs.
func ticked() []string {
	return []string{"edition", reference.Notice().Edition, "consent_document", "yes", "consent_portrait", "yes"}
}

// begins drafts an application and gives its page.
func (b *browser) begins(plan skill.PlanID) string {
	b.t.Helper()
	got := b.post("/my/applications/new", append([]string{"plan", string(plan)}, ticked()...)...)
	page := got.Header().Get("Location")
	if got.Code != http.StatusSeeOther || !strings.HasPrefix(page, "/my/applications/0") {
		b.t.Fatalf("%d %s\n%s", got.Code, page, got.said())
	}
	return page
}

// Somebody on a phone applies: keeps a dossier, is told what is missing, uploads
// proofs and a photo, checks the answers, hands in, and takes it back.
func TestSomebodyApplies(t *testing.T) {
	h, batch := newApplied(t)
	b := h.candidate(40)
	b.get("/my/applications").says(http.StatusOK, "No applications yet")
	b.get("/my/applications/new?plan="+string(batch.Plan.ID)).says(http.StatusOK, "Begin an application")
	b.post("/my/applications/new", "plan", string(batch.Plan.ID), "edition", h.site.Notice.Edition, "consent_document", "yes").
		says(http.StatusBadRequest, `<a href="#consent_portrait">`, `id="consent_portrait-error"`)
	b.post("/my/applications/new", "plan", string(batch.Plan.ID), "edition", "1999", "consent_document", "yes", "consent_portrait", "yes").says(http.StatusBadRequest)
	if n, err := store.Count(t.Context(), h.store.Unscoped(), store.Consents{}); err != nil || n != 0 {
		t.Errorf("%d consents without a tick: %v", n, err)
	}
	page := b.begins(batch.Plan.ID)
	if again := b.begins(batch.Plan.ID); again != page {
		t.Errorf("a lost session began anew: %s, %s", page, again)
	}
	b.get(page).says(http.StatusOK, "Not handed in yet", "Still missing", "Recent photo", "Your file")

	b.tells("employment", "from", "2015-01-01", "to_day", "", "occupation", "电工", "relation", "same", "employer", "样例公司").leads("/my/dossier?done=kept")
	b.get("/my/dossier?done=kept").says(http.StatusOK, "Your file was saved", "1 Jan 2015 – now", "样例公司", "Not filled in yet")
	b.get(page+"/check").says(http.StatusOK, "1 Jan 2015", "What happens next")
	b.post(page+"/check").says(http.StatusUnprocessableEntity, `role="alert"`)

	for _, m := range []string{"registration-form", "id-copy", "work-proof"} {
		b.get(page+"/materials/"+m).says(http.StatusOK, `type="file"`)
		b.uploads(page+"/materials/"+m, testdb.PDF(m)).leads(page + "?done=attached")
	}
	b.uploads(page+"/materials/photo", []byte("not a picture")).says(http.StatusBadRequest, `role="alert"`, `aria-invalid="true"`)
	b.uploads(page+"/materials/photo", portrait(t)).leads(page + "?done=attached")
	b.get(page+"/materials/photo").says(http.StatusOK, "There is a photo")
	b.post(page + "/check").leads(page + "?done=submitted")
	b.post(page + "/check").leads(page + "?done=submitted") // sent twice, handed in once
	b.get(page+"?done=submitted").says(http.StatusOK, "The application was handed in", "under review", "4.1")
	b.get("/my/applications").says(http.StatusOK, "Handed in, under review")
	b.uploads(page+"/materials/other", testdb.PDF("late")).says(http.StatusConflict)

	b.get(page+"/withdraw").says(http.StatusOK, "no longer on the list")
	b.post(page + "/withdraw").leads("/my/applications?done=withdrawn")
	b.get("/my/applications?done=withdrawn").says(http.StatusOK, "The application was withdrawn", "Withdrawn")
}

// What is stated of oneself is refused with the field named, and nothing that was
// kept before is lost; an entry and a subject are taken back.
func TestKeepingADossier(t *testing.T) {
	h, _ := newApplied(t)
	b := h.candidate(41)
	b.tells("employment", "from", "", "occupation", "电工", "relation", "same").refuses(http.StatusBadRequest, "from", "field.required")
	b.tells("employment", "from", "yesterday", "occupation", "电工", "relation", "same").refuses(http.StatusBadRequest, "from", "date.shape")
	b.tells("employment", "from", "2030-01-01", "occupation", "电工", "relation", "same").refuses(http.StatusBadRequest, "from", "date.future")
	b.tells("employment", "from", "2015-01-01", "occupation", "no such trade", "relation", "same").says(http.StatusBadRequest, `role="alert"`, `id="occupation-error"`)
	b.tells("education", "school", "kindergarten", "major", "same", "programme", "", "final_year", "no").refuses(http.StatusBadRequest, "school", "field.choice")
	b.tells("education", "school", "bachelor", "major", "same", "programme", "", "graduated", "2012-07-01", "final_year", "no").leads("/my/dossier?done=kept")
	b.tells("titles", "grade", "junior", "corresponds", "yes", "awarded", "2014-01-01").leads("/my/dossier?done=kept")
	b.tells("certificates", "certificate_kind", "skill-level", "occupation", "6-31-01-03", "relation", "same", "level", "5", "issued", "2013-01-01").leads("/my/dossier?done=kept")
	b.tells("training", "occupation", "电工", "relation", "same", "level", "4", "hours", "400", "months", "6", "standard_hours", "yes", "completed", "2014-01-01").leads("/my/dossier?done=kept")
	b.tells("status", "work_status", "employed").leads("/my/dossier?done=kept")
	b.tells("apprenticeship", "completed", "2013-01-01").leads("/my/dossier?done=kept")
	b.get("/my/dossier").says(http.StatusOK, "bachelor, the same subject", "junior, 1 Jan 2014", "Level 5", "400 hours", "employed", "completed 1 Jan 2013")

	old := version(t, b.get("/my/dossier/titles").Body.String())
	b.post("/my/dossier/titles/drop", "version", old, "entry", "0").leads("/my/dossier?done=kept")
	b.post("/my/dossier/titles/drop", "version", old, "entry", "0").says(http.StatusConflict)
	b.post("/my/dossier/titles", "version", old, "grade", "junior", "corresponds", "yes", "awarded", "2014-01-01").says(http.StatusConflict, `value="2014-01-01"`)
	now := version(t, b.get("/my/dossier/employment").Body.String())
	b.post("/my/dossier/employment/none", "version", now).leads("/my/dossier?done=kept")
	b.get("/my/dossier/hobbies").says(http.StatusNotFound)
}

// My path: which levels are open, when the next one opens, what is missing, each
// with its source.
func TestMyPath(t *testing.T) {
	h, _ := newApplied(t)
	b := h.candidate(42)
	b.get("/my/path").says(http.StatusOK, "Which level is open to me")
	b.get("/my/path?occupation=nothing").says(http.StatusBadRequest, `role="alert"`)
	b.tells("employment", "from", "2022-03-01", "occupation", "电工", "relation", "same").leads("/my/dossier?done=kept")
	b.get("/my/path?occupation=%E7%94%B5%E5%B7%A5").says(http.StatusOK, "Level 5", "Level 1", "国家职业标准编制技术规程（2023年版）")
}

// What is somebody's own is nobody else's, by whatever address.
func TestForeignApplications(t *testing.T) {
	h, batch := newApplied(t)
	b, other := h.candidate(43), h.candidate(44)
	page := b.begins(batch.Plan.ID)
	b.uploads(page+"/materials/id-copy", testdb.PDF("mine")).leads(page + "?done=attached")
	evidence := regexp.MustCompile(`name="evidence" value="([^"]+)"`).FindStringSubmatch(b.get(page + "/materials/id-copy").Body.String())
	if evidence == nil {
		t.Fatal("the page does not let the file be removed")
	}
	for _, p := range []string{page, page + "/check", page + "/materials/photo", page + "/withdraw", "/my/applications/00000000-0000-7000-8000-000000000000"} {
		other.get(p).says(http.StatusNotFound)
	}
	for _, p := range []string{page + "/check", page + "/withdraw"} {
		if got := other.post(p); got.Code != http.StatusNotFound && got.Code != http.StatusForbidden {
			t.Errorf("%s: %d", p, got.Code)
		}
	}
	if got := other.post(page+"/materials/id-copy/drop", "evidence", evidence[1]); got.Code != http.StatusNotFound && got.Code != http.StatusForbidden {
		t.Errorf("dropped by another: %d", got.Code)
	}
	if got := other.uploads(page+"/materials/photo", portrait(t)); got.Code != http.StatusNotFound && got.Code != http.StatusForbidden {
		t.Errorf("uploaded by another: %d", got.Code)
	}
	b.post(page+"/materials/id-copy/drop", "evidence", evidence[1]).leads(page + "/materials/id-copy")
	b.get(page + "/materials/nonsense").says(http.StatusNotFound)
	b.post("/my/applications/new", append([]string{"plan", "nonsense"}, ticked()...)...).says(http.StatusNotFound)
	h.browser().get(page).leads("/sign-in")
}

// A file that is too large is refused before it is read to its end, and what is no
// form of ours is refused at all.
func TestUploads(t *testing.T) {
	h, batch := newApplied(t)
	b := h.candidate(45)
	page := b.begins(batch.Plan.ID) + "/materials/id-copy"
	b.uploads(page, nil).says(http.StatusBadRequest, "No file was chosen")
	b.uploads(page, make([]byte, mostUpload+1)).says(http.StatusBadRequest, "larger than 12 MB")
	b.uploads(page, make([]byte, mostUpload+1<<20)).says(http.StatusBadRequest, "larger than 12 MB")
	b.post(page, "file", "text").says(http.StatusUnsupportedMediaType)
	r := httptest.NewRequest(http.MethodPost, page, strings.NewReader("broken"))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	b.send(r).says(http.StatusBadRequest)
}

// The pages as they look, in both languages, empty and filled in.
func TestApplyGolden(t *testing.T) {
	for _, lang := range locale.Langs() {
		h, batch := newApplied(t)
		b := h.candidate(46)
		b.lang = lang
		show := func(name, page string) {
			t.Helper()
			text := ids.ReplaceAllString(b.get(page).says(http.StatusOK).Body.String(), "ID")
			golden(t, filepath.Join("testdata", string(lang), "apply-"+name+".html"), text)
		}
		show("none", "/my/applications")
		show("dossier-empty", "/my/dossier")
		page := b.begins(batch.Plan.ID)
		show("draft", page)
		b.tells("employment", "from", "2015-01-01", "occupation", "电工", "relation", "same", "employer", strings.Repeat("很长的单位名称", 12))
		show("dossier", "/my/dossier?for=1")
		for _, one := range subjects() {
			show("subject-"+one.key, "/my/dossier/"+one.key)
		}
		show("path", "/my/path?occupation=6-31-01-03")
		b.uploads(page+"/materials/id-copy", testdb.PDF("x"))
		b.uploads(page+"/materials/photo", portrait(t))
		show("material", page+"/materials/id-copy")
		show("photo", page+"/materials/photo")
		b.uploads(page+"/materials/photo", grey(t, 600, 800, 20))
		show("photo-dark", page+"/materials/photo")
		show("draft-dark", page+"?done=attached")
		b.uploads(page+"/materials/photo", portrait(t))
		show("consent", page+"/consent")
		show("check", page+"/check")
		for _, m := range []string{"registration-form", "work-proof"} {
			b.uploads(page+"/materials/"+m, testdb.PDF(m))
		}
		b.post(page + "/check").leads(page + "?done=submitted")
		show("entered", page+"?done=submitted")
		show("list", "/my/applications")
		show("withdraw", page+"/withdraw")
	}
}

// announced publishes an exam of a batch, whose days of applying are now.
func (h *hall) announced(b testdb.Batch, change func(*skill.Announcement)) skill.Announcement {
	h.t.Helper()
	a := skill.Announcement{
		Body: b.Body.ID, Site: b.Site.ID, Plan: b.Plan.ID, Title: "样例省2026年第四批次职业技能等级认定公告", Occupation: b.Plan.Occupation, Level: b.Plan.Level, Set: b.Plan.Set,
		Place: "样例市一号路 1 号", Exam: day.Period{From: day.Must("2026-12-19"), To: day.Must("2026-12-20")}, Times: "理论 9:00–10:30，操作 14:00–17:00",
		Apply: day.Period{From: day.Must("2026-11-16"), To: day.Must("2026-11-30")}, FeeDue: 12000, Capacity: 60,
	}
	if change != nil {
		change(&a)
	}
	h.site.Examination = &examination.Desk{
		Store: h.store, Policies: reference.Policies(), Sets: func(string) bool { return true },
		Works: func(skill.OccupationCode, day.Date) bool { return true },
	}
	a, err := h.site.Examination.DraftAnnouncement(h.t.Context(), store.By{Actor: b.Actor(0)}, a)
	if err == nil {
		a, err = h.site.Examination.Publish(h.t.Context(), store.By{Actor: b.Actor(2)}, a.ID)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

// Everybody finds the exams to come by occupation, level, place and month, with
// conditions and fee, and may apply while the days of applying last.
func TestAnnouncements(t *testing.T) {
	h, batch := newApplied(t)
	a := h.announced(batch, nil)
	b := h.browser()
	page := "/announcements/" + string(a.ID)
	b.get("/announcements").says(http.StatusOK, "Applications are open", "电工", "Monday 30 Nov 2026, that day included", "120.00 yuan", page)
	for query, found := range map[string]bool{
		"occupation=%E7%94%B5%E5%B7%A5&level=4&region=44&month=2026-12": true, "level=3": false, "month=2027-01": false, "region=35": false,
	} {
		got := b.get("/announcements?" + query).says(http.StatusOK)
		if strings.Contains(got.Body.String(), page) != found {
			t.Errorf("%s: found %v, want %v", query, !found, found)
		}
	}
	for query, field := range map[string]string{"month=soon": "month", "occupation=nosuch": "occupation", "region=nowhere": "region", "level=9": "level"} {
		b.get("/announcements?"+query).says(http.StatusBadRequest, `role="alert"`, `<a href="#`+field+`">`)
	}
	b.get(page).says(http.StatusOK, "One of them is enough", "4.1", "国家职业标准编制技术规程（2023年版）", "/my/applications/new?plan="+string(batch.Plan.ID))
	b.get("/announcements/nothing").says(http.StatusNotFound)
	h.clock.Step(12 * 24 * time.Hour)
	if got := b.get(page).says(http.StatusOK, "One cannot apply now").Body.String(); strings.Contains(got, "/my/applications/new") {
		t.Error("one is led to apply after the last day")
	}
}

// The announcements as they look, the longest titles and none at all among them.
func TestAnnouncementsGolden(t *testing.T) {
	for _, lang := range locale.Langs() {
		h, batch := newApplied(t)
		b := h.browser()
		b.lang = lang
		show := func(name, page string) {
			t.Helper()
			golden(t, filepath.Join("testdata", string(lang), "announced-"+name+".html"), ids.ReplaceAllString(b.get(page).says(http.StatusOK).Body.String(), "ID"))
		}
		a := h.announced(batch, func(a *skill.Announcement) {
			a.Title, a.Place, a.Words = strings.Repeat("很长的公告标题", 15), strings.Repeat("很远的地方", 30), "请携带身份证件原件。"
		})
		show("list", "/announcements")
		show("one", "/announcements/"+string(a.ID))
		show("none", "/announcements?level=1")
	}
}
