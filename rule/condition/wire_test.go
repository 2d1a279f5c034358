package condition_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

const wholeDossier = `{"name":"样例","born":"1990-05-05","status":"employed",
 "employment":[{"from":"2015-01-01","to":null,"occupation":"6-31-01-03","related":false,"employer":"样例厂"}],
 "certificates":[{"kind":"special-operation","occupation":"6-31-01-03","item":"低压电工作业","level":"5","issued":"2019-05-01","valid_to":"2025-04-30","number":"T1","related":true}],
 "training":[{"occupation":"6-31-01-03","level":"4","hours":400,"months":6,"standard_hours":true,"completed":"2020-01-01","related":false}],
 "education":[{"kind":"technician-college","major":"same","programme":"senior","graduated":"2018-07-01","final_year":false}],
 "titles":[{"grade":"junior","awarded":"2020-01-01","corresponds":true}],
 "apprenticeship":{"completed":"2016-01-01"},
 "attested":["rich-experience","assessed-programme"],"unknown":["major","employment"]}`

func TestReadDossier(t *testing.T) {
	got, err := condition.ReadDossier([]byte(wholeDossier))
	if err != nil {
		t.Fatal(err)
	}
	want := skill.Dossier{
		Name: "样例", Born: day.Must("1990-05-05"), Status: skill.StatusEmployed,
		Employment: []skill.Employment{{Period: day.Period{From: day.Must("2015-01-01")}, Occupation: electrician, Employer: "样例厂"}},
		Certificates: []skill.HeldCertificate{{
			Kind: skill.KindSpecialOperation, Occupation: electrician, Item: "低压电工作业", Level: skill.Level5,
			Issued: day.Must("2019-05-01"), ValidTo: day.Must("2025-04-30"), Number: "T1", Related: true,
		}},
		Training: []skill.Training{{
			Occupation: electrician, Level: skill.Level4, Hours: 400, Months: 6, StandardHours: true, Completed: day.Must("2020-01-01"),
		}},
		Education: []skill.Education{{
			School: skill.SchoolTechnicianCollege, Major: skill.MajorSame, Programme: skill.ProgrammeSenior, Graduated: day.Must("2018-07-01"),
		}},
		Titles:         []skill.Title{{Grade: skill.TitleJunior, Awarded: day.Must("2020-01-01"), Corresponds: true}},
		Apprenticeship: day.Must("2016-01-01"),
		Attested:       []skill.Judgement{skill.RichExperience, skill.AssessedProgramme},
		Unknown:        skill.SubjectMajor | skill.SubjectEmployment,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestADossierWithinARequestNamesItsPlace(t *testing.T) {
	_, err := condition.DossierJSON{}.Dossier("dossier.")
	e, ok := errors.AsType[*skill.Error](err)
	if !ok || e.Fields[0].Path != "dossier.born" {
		t.Errorf("%v", err)
	}
}

func TestADossierIsNoLongerThanALife(t *testing.T) {
	w := condition.DossierJSON{Born: day.Must("1990-05-05"), Employment: make([]condition.EmploymentJSON, 200)}
	if _, err := w.Dossier(""); err != nil {
		t.Error(err)
	}
	w.Employment = append(w.Employment, condition.EmploymentJSON{})
	if _, err := w.Dossier(""); skill.ReasonOf(err) != "list.too_long" {
		t.Error(err)
	}
}

func TestWrittenDossiersAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := *anyDossier(t)
		claim(&want, false)
		want.Unknown = skill.Subjects(rapid.Uint8().Draw(t, "unknown"))
		b, err := condition.WriteDossier(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := condition.ReadDossier(b)
		if err != nil {
			t.Fatalf("%v: %s", err, b)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s is read as %+v", b, got)
		}
	})
}

// FuzzReadDossier: whatever is read can be judged by every set, written and read
// again.
func FuzzReadDossier(f *testing.F) {
	f.Add([]byte(wholeDossier))
	f.Add([]byte(`{"born":"0001-01-01","employment":[{"from":"0001-01-01","to":"9999-12-31","occupation":"6-31-01-03"}]}`))
	f.Add([]byte(`{"born":"9999-12-31","employment":[{"from":"9999-12-31","occupation":"6-31-01-03"},{"occupation":"6-31-01-03"}],"titles":[{}]}`))
	sets, err := reference.Conditions()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := condition.ReadDossier(b)
		if err != nil {
			return
		}
		for _, set := range sets {
			q := condition.Question{Set: set, Occupation: electrician, Dossier: &d, On: theDay}
			for _, v := range condition.DecideAll(q) {
				text, err := condition.WriteVerdict(v)
				if err != nil || !json.Valid(text) {
					t.Fatalf("%v: %s", err, text)
				}
				if !v.Earliest.IsZero() && (v.Earliest.Before(theDay) || v.Earliest.Year() > 9999) {
					t.Fatalf("earliest %v", v.Earliest)
				}
			}
		}
		text, err := condition.WriteDossier(d)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := condition.ReadDossier(text); err != nil || !reflect.DeepEqual(d, again) {
			t.Fatalf("%s is read as %+v, %v", text, again, err)
		}
	})
}
