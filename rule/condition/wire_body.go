package condition

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"assay/internal/strictjson"
	"assay/skill"
	"assay/skill/day"
)

// BodyDossierJSON is a body's dossier as files, the API and stored filings have
// it. Only the type is required.
type BodyDossierJSON struct {
	Name        string                 `json:"name,omitempty"`
	Type        skill.BodyKind         `json:"type"`
	Registered  day.Date               `json:"registered,omitzero"`
	Province    string                 `json:"province,omitempty"`
	Insured     string                 `json:"insured,omitempty"`
	Staff       []StaffJSON            `json:"staff,omitempty"`
	Rooms       []RoomJSON             `json:"rooms,omitempty"`
	Equipment   []EquipmentJSON        `json:"equipment,omitempty"`
	Systems     []skill.DocumentSystem `json:"systems,omitempty"`
	Turnover    []TurnoverJSON         `json:"turnover,omitempty"`
	Service     []ServiceJSON          `json:"service,omitempty"`
	Commitments []skill.Commitment     `json:"commitments,omitempty"`
	Applies     []AppliedJSON          `json:"applies,omitempty"`
	Record      *RecordJSON            `json:"record,omitempty"`
	Attested    []skill.Finding        `json:"attested,omitempty"`
	Unknown     []string               `json:"unknown,omitempty"`
}

// StaffJSON is one person in one position. Who it is, person says, or the
// document.
type StaffJSON struct {
	Person      string                 `json:"person,omitempty"`
	Name        string                 `json:"name,omitempty"`
	Document    *StaffDocumentJSON     `json:"document,omitempty"`
	Born        day.Date               `json:"born,omitzero"`
	Position    skill.Position         `json:"position"`
	Degree      skill.School           `json:"degree,omitempty"`
	Title       skill.Grade            `json:"title,omitempty"`
	Since       day.Date               `json:"since,omitzero"`
	FullTime    bool                   `json:"full_time,omitempty"`
	Card        bool                   `json:"card,omitempty"`
	Occupations []skill.OccupationCode `json:"occupations,omitempty"`
}

// StaffDocumentJSON is a document with its number.
type StaffDocumentJSON struct {
	Kind   skill.DocumentKind `json:"kind"`
	Number string             `json:"number"`
}

// RoomJSON is one place.
type RoomJSON struct {
	Kind        skill.FacilityKind     `json:"kind"`
	Seats       uint32                 `json:"seats,omitempty"`
	Occupations []skill.OccupationCode `json:"occupations,omitempty"`
	Video       bool                   `json:"video,omitempty"`
}

// EquipmentJSON is so many pieces for one use; one where no count is given.
type EquipmentJSON struct {
	Use        skill.EquipmentUse   `json:"use"`
	Occupation skill.OccupationCode `json:"occupation,omitempty"`
	Name       string               `json:"name,omitempty"`
	Count      uint32               `json:"count,omitempty"`
}

// TurnoverJSON is how many were trained or assessed in a year.
type TurnoverJSON struct {
	Occupation skill.OccupationCode `json:"occupation,omitempty"`
	Year       uint16               `json:"year"`
	Persons    uint32               `json:"persons"`
}

// ServiceJSON is a period of training or assessment; to is null while it goes on.
type ServiceJSON struct {
	From day.Date  `json:"from"`
	To   *day.Date `json:"to"`
}

// AppliedJSON is an occupation that is applied for.
type AppliedJSON struct {
	Occupation skill.OccupationCode `json:"occupation"`
	Levels     []skill.Level        `json:"levels,omitempty"`
}

// RecordJSON is what the register knows.
type RecordJSON struct {
	FiledTo      day.Date `json:"filed_to,omitzero"`
	Batches      uint32   `json:"batches,omitempty"`
	Certificates uint32   `json:"certificates,omitempty"`
	Findable     uint32   `json:"findable,omitempty"`
	Overdue      uint32   `json:"overdue,omitempty"`
}

// maxBodyEntries is how many entries a list of a body's dossier may have.
const maxBodyEntries = 500

// ReadBodyDossier reads one dossier on the day today. Errors name the place, e.g.
// staff[0].person.
func ReadBodyDossier(b []byte, today day.Date) (skill.BodyDossier, error) {
	var w BodyDossierJSON
	if err := strictjson.Decode(b, &w); err != nil {
		return skill.BodyDossier{}, err
	}
	return w.Dossier("", today)
}

// Dossier checks what the shape alone does not, and gives the dossier; texts are
// cleaned. Errors name the place after prefix.
func (w BodyDossierJSON) Dossier(prefix string, today day.Date) (skill.BodyDossier, error) {
	d := skill.BodyDossier{
		Name: skill.Clean(w.Name), Kind: w.Type, Registered: w.Registered, Province: w.Province, Insured: w.Insured,
		Systems: w.Systems, Commitments: w.Commitments, Attested: w.Attested,
	}
	if d.Kind == "" {
		return d, skill.FailField(prefix+"type", "field.required")
	}
	if list := w.tooLong(); list != "" {
		return d, skill.FailField(prefix+list, "list.too_long", "limit", strconv.Itoa(maxBodyEntries))
	}
	for i, word := range w.Unknown {
		s, err := skill.ParseBodySubject(word)
		if err != nil {
			return d, skill.FailField(prefix+at("unknown", i), "word.unknown", "want", strings.Join(skill.AllBodySubjects.Words(), ", "))
		}
		d.Unknown |= s
	}
	for i, s := range w.Staff {
		one, err := s.staff(prefix+at("staff", i), today)
		if err != nil {
			return d, err
		}
		d.Staff = append(d.Staff, one)
	}
	return d, w.things(&d, prefix)
}

func at(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

func (w StaffJSON) staff(place string, today day.Date) (s skill.Staff, err error) {
	s = skill.Staff{
		Person: skill.Clean(w.Person), Name: skill.Clean(w.Name), Born: w.Born, Position: w.Position, Degree: w.Degree, Title: w.Title,
		Since: w.Since, FullTime: w.FullTime, Card: w.Card, Occupations: w.Occupations,
	}
	if s.Position == "" {
		return s, skill.FailField(place+".position", "field.required")
	}
	if w.Document != nil {
		if s.Document, _, err = skill.ParseDocument(w.Document.Kind, w.Document.Number, today); err != nil {
			return s, placed(place+".document.number", err)
		}
		if born, ok := s.Document.Born(); ok {
			s.Born = born
		}
	}
	if s.Person == "" && w.Document == nil {
		return s, skill.FailField(place+".person", "field.required")
	}
	return s, nil
}

// placed says at which place of the input an error is.
func placed(place string, err error) error {
	e, ok := errors.AsType[*skill.Error](err)
	if !ok {
		return err
	}
	out := *e
	out.Fields = []skill.FieldError{{Path: place, Reason: e.Reason, Args: e.Args}}
	return &out
}

// things adds what is no person.
func (w BodyDossierJSON) things(d *skill.BodyDossier, prefix string) error {
	for _, r := range w.Rooms {
		d.Rooms = append(d.Rooms, skill.Facility{Kind: r.Kind, Seats: int(r.Seats), Occupations: r.Occupations, Video: r.Video})
	}
	for _, e := range w.Equipment {
		d.Equipment = append(d.Equipment, skill.Equipment{Use: e.Use, Occupation: e.Occupation, Name: skill.Clean(e.Name), Count: int(max(1, e.Count))})
	}
	for _, y := range w.Turnover {
		d.Turnover = append(d.Turnover, skill.Turnover{Occupation: y.Occupation, Year: int(y.Year), Persons: int(y.Persons)})
	}
	for _, a := range w.Applies {
		d.Applies = append(d.Applies, skill.Applied(a))
	}
	for i, s := range w.Service {
		p, ok := period(s.From, s.To)
		if !ok {
			return skill.FailField(prefix+at("service", i)+".to", "period.reversed")
		}
		d.Service = append(d.Service, p)
	}
	if r := w.Record; r != nil {
		d.Record = skill.Record{
			FiledTo: r.FiledTo, Batches: int(r.Batches), Certificates: int(r.Certificates), Findable: int(r.Findable), Overdue: int(r.Overdue),
		}
	}
	return nil
}

// tooLong names a list with too many entries.
func (w BodyDossierJSON) tooLong() string {
	for _, list := range []struct {
		name string
		n    int
	}{
		{"staff", len(w.Staff)}, {"rooms", len(w.Rooms)}, {"equipment", len(w.Equipment)}, {"systems", len(w.Systems)},
		{"turnover", len(w.Turnover)}, {"service", len(w.Service)}, {"commitments", len(w.Commitments)}, {"applies", len(w.Applies)},
		{"attested", len(w.Attested)}, {"unknown", len(w.Unknown)},
	} {
		if list.n > maxBodyEntries {
			return list.name
		}
	}
	return ""
}

// WriteBodyDossier writes what ReadBodyDossier reads, numbers of documents with
// it: what it writes is to be sealed.
func WriteBodyDossier(d skill.BodyDossier) ([]byte, error) {
	return json.Marshal(bodyDossierJSON(d, skill.IDNumber.Reveal))
}

// ShowBodyDossier is a dossier for people to look at: numbers of documents are
// masked.
func ShowBodyDossier(d skill.BodyDossier) BodyDossierJSON {
	return bodyDossierJSON(d, skill.IDNumber.String)
}

func bodyDossierJSON(d skill.BodyDossier, number func(skill.IDNumber) string) BodyDossierJSON {
	w := BodyDossierJSON{
		Name: d.Name, Type: d.Kind, Registered: d.Registered, Province: d.Province, Insured: d.Insured,
		Systems: d.Systems, Commitments: d.Commitments, Attested: d.Attested, Unknown: d.Unknown.Words(),
	}
	for _, s := range d.Staff {
		one := StaffJSON{s.Person, s.Name, nil, s.Born, s.Position, s.Degree, s.Title, s.Since, s.FullTime, s.Card, s.Occupations}
		if !s.Document.Number.IsZero() {
			one.Document = &StaffDocumentJSON{s.Document.Kind, number(s.Document.Number)}
		}
		w.Staff = append(w.Staff, one)
	}
	for _, r := range d.Rooms {
		w.Rooms = append(w.Rooms, RoomJSON{r.Kind, uint32(r.Seats), r.Occupations, r.Video})
	}
	for _, e := range d.Equipment {
		w.Equipment = append(w.Equipment, EquipmentJSON{e.Use, e.Occupation, e.Name, uint32(e.Count)})
	}
	for _, y := range d.Turnover {
		w.Turnover = append(w.Turnover, TurnoverJSON{y.Occupation, uint16(y.Year), uint32(y.Persons)})
	}
	for _, p := range d.Service {
		w.Service = append(w.Service, ServiceJSON{p.From, orNull(p.To)})
	}
	for _, a := range d.Applies {
		w.Applies = append(w.Applies, AppliedJSON(a))
	}
	if r := d.Record; r != (skill.Record{}) {
		w.Record = &RecordJSON{r.FiledTo, uint32(r.Batches), uint32(r.Certificates), uint32(r.Findable), uint32(r.Overdue)}
	}
	return w
}

// BodyVerdictJSON is a verdict on a body as commands, the API and stored filings
// have it. A day that never comes is null.
type BodyVerdictJSON struct {
	Set      string         `json:"set"`
	Type     skill.BodyKind `json:"type"`
	Applies  []AppliedJSON  `json:"applies"`
	On       day.Date       `json:"on"`
	Outcome  skill.Outcome  `json:"outcome"`
	ReliesOn []RelianceJSON `json:"relies_on"`
	Clauses  []ClauseJSON   `json:"clauses"`
	Earliest *day.Date      `json:"earliest"`
}

// NewBodyVerdictJSON is the JSON shape of a verdict on a body.
func NewBodyVerdictJSON(v skill.BodyVerdict) BodyVerdictJSON {
	w := BodyVerdictJSON{
		Set: v.Set, Type: v.Kind, Applies: []AppliedJSON{}, On: v.On, Outcome: v.Outcome,
		ReliesOn: reliancesJSON(v.ReliesOn), Clauses: clausesJSON(v.Clauses), Earliest: orNull(v.Earliest),
	}
	for _, a := range v.Applies {
		w.Applies = append(w.Applies, AppliedJSON(a))
	}
	return w
}
