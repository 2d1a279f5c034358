package condition

import (
	"encoding/json"
	"strconv"
	"strings"

	"assay/internal/strictjson"
	"assay/skill"
	"assay/skill/day"
)

// DossierJSON is a dossier as files, the API and stored applications have it.
// Only born is required.
type DossierJSON struct {
	Name           string              `json:"name,omitempty"`
	Born           day.Date            `json:"born"`
	Status         skill.WorkStatus    `json:"status,omitempty"`
	Employment     []EmploymentJSON    `json:"employment,omitempty"`
	Certificates   []CertificateJSON   `json:"certificates,omitempty"`
	Training       []TrainingJSON      `json:"training,omitempty"`
	Education      []EducationJSON     `json:"education,omitempty"`
	Titles         []TitleJSON         `json:"titles,omitempty"`
	Posts          []PostJSON          `json:"posts,omitempty"`
	Apprenticeship *ApprenticeshipJSON `json:"apprenticeship,omitempty"`
	Attested       []skill.Judgement   `json:"attested,omitempty"`
	Unknown        []string            `json:"unknown,omitempty"`
}

// EmploymentJSON is one job; to is null while it goes on.
type EmploymentJSON struct {
	From       day.Date             `json:"from,omitzero"`
	To         *day.Date            `json:"to"`
	Occupation skill.OccupationCode `json:"occupation,omitempty"`
	Related    bool                 `json:"related,omitempty"`
	Employer   string               `json:"employer,omitempty"`
}

// CertificateJSON is one certificate; valid_to is null where it has no end.
type CertificateJSON struct {
	Kind       skill.CertificateKind `json:"kind,omitempty"`
	Occupation skill.OccupationCode  `json:"occupation,omitempty"`
	Item       string                `json:"item,omitempty"`
	Level      skill.Level           `json:"level,omitzero"`
	Issued     day.Date              `json:"issued,omitzero"`
	ValidTo    *day.Date             `json:"valid_to,omitempty"`
	Number     string                `json:"number,omitempty"`
	Related    bool                  `json:"related,omitempty"`
}

// TrainingJSON is one course.
type TrainingJSON struct {
	Occupation    skill.OccupationCode `json:"occupation,omitempty"`
	Level         skill.Level          `json:"level,omitzero"`
	Hours         uint32               `json:"hours,omitempty"`
	Months        uint32               `json:"months,omitempty"`
	StandardHours bool                 `json:"standard_hours,omitempty"`
	Completed     day.Date             `json:"completed,omitzero"`
	Related       bool                 `json:"related,omitempty"`
}

// EducationJSON is one record of schooling.
type EducationJSON struct {
	Kind      skill.School    `json:"kind,omitempty"`
	Major     skill.Major     `json:"major,omitempty"`
	Programme skill.Programme `json:"programme,omitempty"`
	Graduated day.Date        `json:"graduated,omitzero"`
	FinalYear bool            `json:"final_year,omitempty"`
}

// TitleJSON is one title.
type TitleJSON struct {
	Grade       skill.Grade `json:"grade,omitempty"`
	Awarded     day.Date    `json:"awarded,omitzero"`
	Corresponds bool        `json:"corresponds,omitempty"`
}

// PostJSON is one time of examining or administering; to is null while it goes on.
type PostJSON struct {
	Kind skill.PostKind `json:"kind,omitempty"`
	From day.Date       `json:"from,omitzero"`
	To   *day.Date      `json:"to"`
}

// ApprenticeshipJSON is the apprenticeship.
type ApprenticeshipJSON struct {
	Completed day.Date `json:"completed,omitzero"`
}

// maxEntries is how many entries a list of a dossier may have: far more than a
// life holds, and few enough to be judged at once.
const maxEntries = 200

// ReadDossier reads one dossier. Errors name the place, e.g. employment[0].from.
func ReadDossier(b []byte) (skill.Dossier, error) {
	var w DossierJSON
	if err := strictjson.Decode(b, &w); err != nil {
		return skill.Dossier{}, err
	}
	return w.Dossier("")
}

// WriteDossier writes what ReadDossier reads. Whether claims were accepted is not
// part of a dossier.
func WriteDossier(d skill.Dossier) ([]byte, error) { return json.Marshal(NewDossierJSON(d)) }

// Dossier checks what the shape alone does not, and gives the dossier; texts are
// cleaned. Errors name the place after prefix, e.g. "dossier." for a dossier
// within a request. No fact is marked as a claim.
func (w DossierJSON) Dossier(prefix string) (skill.Dossier, error) {
	d := skill.Dossier{Name: skill.Clean(w.Name), Born: w.Born, Status: w.Status, Attested: w.Attested}
	if w.Born.IsZero() {
		return d, skill.FailField(prefix+"born", "field.required")
	}
	if list := w.tooLong(); list != "" {
		return d, skill.FailField(prefix+list, "list.too_long", "limit", strconv.Itoa(maxEntries))
	}
	if w.Apprenticeship != nil {
		d.Apprenticeship = w.Apprenticeship.Completed
	}
	for i, word := range w.Unknown {
		s, err := skill.ParseSubject(word)
		if err != nil {
			return d, skill.FailField(prefix+"unknown["+strconv.Itoa(i)+"]", "word.unknown", "want", strings.Join(skill.AllSubjects.Words(), ", "))
		}
		d.Unknown |= s
	}
	for i, e := range w.Employment {
		p, ok := period(e.From, e.To)
		if !ok {
			return d, skill.FailField(prefix+"employment["+strconv.Itoa(i)+"].to", "period.reversed")
		}
		d.Employment = append(d.Employment, skill.Employment{
			Period: p, Occupation: e.Occupation, Related: e.Related, Employer: skill.Clean(e.Employer),
		})
	}
	for i, h := range w.Certificates {
		p, ok := period(h.Issued, h.ValidTo)
		if !ok {
			return d, skill.FailField(prefix+"certificates["+strconv.Itoa(i)+"].valid_to", "period.reversed")
		}
		d.Certificates = append(d.Certificates, skill.HeldCertificate{
			Kind: h.Kind, Occupation: h.Occupation, Item: skill.Clean(h.Item), Level: h.Level,
			Issued: h.Issued, ValidTo: p.To, Number: skill.Clean(h.Number), Related: h.Related,
		})
	}
	for i, o := range w.Posts {
		p, ok := period(o.From, o.To)
		if !ok {
			return d, skill.FailField(prefix+"posts["+strconv.Itoa(i)+"].to", "period.reversed")
		}
		d.Posts = append(d.Posts, skill.Post{Period: p, Kind: o.Kind})
	}
	w.learning(&d)
	return d, nil
}

// tooLong names a list with too many entries.
func (w DossierJSON) tooLong() string {
	for _, list := range []struct {
		name string
		n    int
	}{
		{"employment", len(w.Employment)}, {"certificates", len(w.Certificates)}, {"training", len(w.Training)},
		{"education", len(w.Education)}, {"titles", len(w.Titles)}, {"posts", len(w.Posts)}, {"attested", len(w.Attested)}, {"unknown", len(w.Unknown)},
	} {
		if list.n > maxEntries {
			return list.name
		}
	}
	return ""
}

// learning adds training, education and titles, of which any shape is possible.
func (w DossierJSON) learning(d *skill.Dossier) {
	for _, o := range w.Training {
		d.Training = append(d.Training, skill.Training{
			Occupation: o.Occupation, Level: o.Level, Hours: int(o.Hours), Months: int(o.Months),
			StandardHours: o.StandardHours, Completed: o.Completed, Related: o.Related,
		})
	}
	for _, e := range w.Education {
		d.Education = append(d.Education, skill.Education{
			School: e.Kind, Major: e.Major, Programme: e.Programme, Graduated: e.Graduated, FinalYear: e.FinalYear,
		})
	}
	for _, t := range w.Titles {
		d.Titles = append(d.Titles, skill.Title{Grade: t.Grade, Awarded: t.Awarded, Corresponds: t.Corresponds})
	}
}

// period is not ok where it ends before it begins.
func period(from day.Date, to *day.Date) (p day.Period, ok bool) {
	p.From = from
	if to != nil {
		p.To = *to
	}
	return p, p.To.IsZero() || !p.To.Before(from)
}

// NewDossierJSON is the JSON shape of a dossier.
func NewDossierJSON(d skill.Dossier) DossierJSON {
	w := DossierJSON{Name: d.Name, Born: d.Born, Status: d.Status, Attested: d.Attested, Unknown: d.Unknown.Words()}
	if !d.Apprenticeship.IsZero() {
		w.Apprenticeship = &ApprenticeshipJSON{d.Apprenticeship}
	}
	for _, e := range d.Employment {
		w.Employment = append(w.Employment, EmploymentJSON{e.From, orNull(e.To), e.Occupation, e.Related, e.Employer})
	}
	for _, h := range d.Certificates {
		w.Certificates = append(w.Certificates, CertificateJSON{
			h.Kind, h.Occupation, h.Item, h.Level, h.Issued, orNull(h.ValidTo), h.Number, h.Related,
		})
	}
	for _, o := range d.Training {
		w.Training = append(w.Training, TrainingJSON{
			o.Occupation, o.Level, uint32(o.Hours), uint32(o.Months), o.StandardHours, o.Completed, o.Related,
		})
	}
	for _, e := range d.Education {
		w.Education = append(w.Education, EducationJSON{e.School, e.Major, e.Programme, e.Graduated, e.FinalYear})
	}
	for _, p := range d.Posts {
		w.Posts = append(w.Posts, PostJSON{p.Kind, p.From, orNull(p.To)})
	}
	for _, t := range d.Titles {
		w.Titles = append(w.Titles, TitleJSON{t.Grade, t.Awarded, t.Corresponds})
	}
	return w
}

func orNull(d day.Date) *day.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}
