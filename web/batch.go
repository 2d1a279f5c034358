package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"assay/document"
	"assay/internal/httpx"
	"assay/locale"
	"assay/office/registry"
	"assay/skill"
)

// batchMost is the longest form of a batch that is read, in bytes: as many lines as
// are answered, with long names, as browsers encode them; and what is kept of them.
const batchMost = 256 << 10

// A batchView asks for pasted lines.
type batchView struct {
	frame
	Typed  string
	Errors []fieldError
	Most   int
}

// A batchAnswerView is what came of them.
type batchAnswerView struct {
	frame
	Mark      mark
	Heading   string
	Attention string // the lines that want a look
	Rows      []batchRow
	Mend      string // lines that could not be read, to be mended
	MendError string
	Paper     string // what the PDF file is made of, sealed
	Asked     string
	Reference string
	Contact   string
	Elsewhere string
}

// A batchRow is one line with its answer.
type batchRow struct {
	Line            int
	Number          []string
	Name            string
	Mark            mark
	Word, Why, Says string
}

func (s *Site) batch(w http.ResponseWriter, r *http.Request) error {
	return s.showBatch(w, http.StatusOK, batchView{frame: s.frame(r, "/verify/batch").titled("web.batch.title")})
}

func (s *Site) showBatch(w http.ResponseWriter, status int, v batchView) error {
	v.Most = registry.BatchMost
	return s.show(w, status, "batch.html", v.frame, v)
}

// checkBatch (批量查验) answers pasted lines. What could not be read is named by its
// line and can be mended; the others are answered all the same.
func (s *Site) checkBatch(w http.ResponseWriter, r *http.Request) error {
	form, err := readFormOf(r, batchMost)
	if err != nil {
		return err
	}
	typed, token := form.Get("pairs"), form.Get("question")
	var kept string
	if s.unseal(form.Get("kept"), token, &kept) {
		typed = kept
	}
	f := s.frame(r, "/verify/batch").titled("web.batch.title")
	pairs, err := registry.ReadPairs(typed)
	if errs := fieldErrors(f.Lang, err); len(errs) > 0 {
		f.Wrong = true
		return s.showBatch(w, httpx.Status(err), batchView{frame: f, Typed: strings.ToValidUTF8(typed, "?"), Errors: errs})
	}
	b, err := s.Desk.VerifyBatch(r.Context(), pairs, s.batchAsker(r, len(pairs), token, form.Get("answer")))
	s.logFault(r, err)
	if b.Question != nil {
		return s.batchQuestion(w, f, b.Question, typed)
	}
	if b.Rows == nil {
		return err
	}
	v, err := s.batchAnswer(f, b)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, "batchanswer.html", v.frame, v)
}

// batchAsker counts every line as a question of its own.
func (s *Site) batchAsker(r *http.Request, lines int, token, answer string) registry.Asker {
	by := s.asker(r, token, answer)
	for range lines - 1 {
		by.Hurried = !s.Limiter.Allow(by.Network, s.Now()) || by.Hurried
	}
	return by
}

func (s *Site) batchQuestion(w http.ResponseWriter, f frame, q *registry.Question, typed string) error {
	sealed, err := s.seal(typed, q.Token)
	if err != nil {
		return err
	}
	f = f.titled("web.question.title")
	f.Wrong = q.Again
	return s.show(w, http.StatusTooManyRequests, "question.html", f, puzzleView{
		frame: f, Action: f.To("/verify/batch"), Question: sentence(f.Lang, q), Again: q.Again, Token: q.Token, Kept: sealed,
	})
}

func (s *Site) batchAnswer(f frame, b registry.Batch) (v batchAnswerView, err error) {
	v = batchAnswerView{
		frame: f, Asked: instant(f.Lang, b.Asked), Reference: b.Reference, Contact: s.Contact, Elsewhere: s.Elsewhere, Mark: good,
	}
	paper := document.ChecklistView{Site: word(locale.Zh, "web.brand"), Asked: b.Asked, Reference: b.Reference, Specimen: s.Demo}
	var attention, mend []string
	for _, c := range b.Rows {
		row := rowOf(f.Lang, c)
		v.Rows = append(v.Rows, row)
		paper.Rows = append(paper.Rows, checkOf(c))
		if row.Mark != good {
			attention = append(attention, strconv.Itoa(row.Line))
		}
		if c.Fault != nil {
			mend = append(mend, c.Typed)
		}
	}
	v.Heading = word(f.Lang, "web.batch.all", "count", strconv.Itoa(len(v.Rows)))
	if len(attention) > 0 {
		v.Mark = unsure
		v.Heading = word(f.Lang, "web.batch.some", "count", strconv.Itoa(len(v.Rows)), "some", strconv.Itoa(len(attention)))
		v.Attention = word(f.Lang, "web.batch.attention", "lines", strings.Join(attention, word(f.Lang, "web.batch.comma")))
	}
	v.Title, v.Mend = v.Heading, strings.Join(mend, "\n")
	v.Paper, err = s.sealPaper(paper)
	return v, err
}

// outcomeOf is how a line came out: the word's key under web.batch., and its mark.
func outcomeOf(c registry.Checked) (string, mark) {
	switch {
	case c.Fault != nil:
		return "fault", unsure
	case c.Outcome == registry.NoMatch:
		return "none", neutral
	case c.Outcome != registry.Match:
		return string(c.Outcome), unsure // erased, question, unchecked
	case c.Found[0].Status != skill.CertificateIssued:
		return string(c.Found[0].Status), bad
	case c.Found[0].InScope != registry.Yes:
		return "scope", unsure
	}
	return "good", good
}

func rowOf(lang locale.Lang, c registry.Checked) batchRow {
	key, m := outcomeOf(c)
	row := batchRow{Line: c.Line, Number: groups(c.Number), Name: c.Name, Mark: m, Word: word(lang, "web.batch."+key)}
	row.Why = whyOf(lang, c, key)
	row.Says = strings.Join(saysOf(lang, c), word(lang, "web.batch.semicolon"))
	return row
}

// whyOf says what the outcome means: the four answers in short, or what is wrong
// with the line.
func whyOf(lang locale.Lang, c registry.Checked, key string) string {
	if c.Fault != nil {
		return fieldErrors(lang, c.Fault)[0].Text
	}
	if len(c.Found) == 0 {
		return word(lang, "web.batch."+key+".line")
	}
	person := registry.Yes
	if c.Outcome == registry.Erased {
		person = registry.Unsure
	}
	found := c.Found[0]
	return word(lang, "web.batch.four", "genuine", word(lang, "web.genuine.yes"), "scope", word(lang, "web.scope."+string(found.InScope)),
		"force", word(lang, "web.force."+string(forceOf(found))), "person", word(lang, "web.batch.person."+string(person)))
}

// saysOf is what the register says of a line's certificate.
func saysOf(lang locale.Lang, c registry.Checked) (out []string) {
	for _, found := range c.Found {
		out = append(out, found.OccupationName+" "+locale.Level(lang, found.Level), found.Body, word(lang, "web.batch.issued", "date", locale.Date(lang, found.Issued)))
		if found.Status != skill.CertificateIssued {
			out = append(out, word(lang, "web.batch.since", "date", locale.Date(lang, found.Since)))
		}
	}
	return out
}

// checkOf is a line as the PDF file has it, in both languages.
func checkOf(c registry.Checked) document.CheckView {
	key, _ := outcomeOf(c)
	both := func(say func(lang locale.Lang) string) document.Words {
		return document.Words{ZH: say(locale.Zh), EN: say(locale.En)}
	}
	number := c.Number
	if c.Fault != nil && number == "" {
		number = c.Typed
	}
	return document.CheckView{
		Line: c.Line, Number: number, Name: c.Name, Says: saysOf(locale.Zh, c),
		Outcome: both(func(lang locale.Lang) string { return word(lang, "web.batch."+key) }),
		Why:     both(func(lang locale.Lang) string { return paperWhy(lang, c, key) }),
	}
}

// paperWhy is whyOf for a narrow column.
func paperWhy(lang locale.Lang, c registry.Checked, key string) string {
	if c.Fault != nil {
		return word(lang, "web.batch.fault.line")
	}
	return whyOf(lang, c, key)
}

// paperUse is what a sealed result is for.
const paperUse = "batch result"

// sealPaper keeps the result in the page, from which its PDF file is made later: of
// the very answers, which nobody can change, and nothing is stored.
func (s *Site) sealPaper(v document.ChecklistView) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err = z.Write(plain); err == nil {
		err = z.Close()
	}
	if err != nil {
		return "", err
	}
	return s.seal(b.Bytes(), paperUse)
}

func (s *Site) unsealPaper(sealed string) (v document.ChecklistView, err error) {
	var packed []byte
	if !s.unseal(sealed, paperUse, &packed) {
		return v, skill.Fail(skill.Invalid, "batch.result")
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return v, err
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(plain, &v)
}

// batchPaper is the dated PDF file of a result.
func (s *Site) batchPaper(w http.ResponseWriter, r *http.Request) error {
	form, err := readFormOf(r, batchMost)
	if err != nil {
		return err
	}
	v, err := s.unsealPaper(form.Get("result"))
	if err != nil {
		return err
	}
	file, err := document.Checklist(s.Fonts, v)
	if err != nil {
		return err
	}
	give(w, "assay-"+v.Reference+".pdf", file)
	return nil
}

// give sends a PDF file under a name of ours; nobody keeps it on the way.
func give(w http.ResponseWriter, name string, file []byte) {
	h := w.Header()
	httpx.Secure(h, policy)
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(file) // who went away cannot be told
}
