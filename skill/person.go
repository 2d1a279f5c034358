package skill

import (
	"slices"

	"assay/skill/day"
)

// Sex is what the document says: "M", "F" or "".
type Sex string

// A Person (劳动者) is one human, known by one document. Staff are persons too.
type Person struct {
	ID        PersonID
	Name      string   // as in the identity record; never in a log
	Romanised string   // e.g. OUYANG XIAOMING; the holder may change it
	Document  Document // encrypted at rest; its keyed index is unique
	Born      day.Date
	Sex       Sex
	Phone     Private
	Address   Private
	Seen      bool       // an officer has seen the original document: only then may they hold a role
	Apart     []PersonID // namesakes born on the same day who are other humans, as the centre decided (Distinction)

	Stopped    bool      // 停止处理: nothing is done with the record but keeping it and what law requires
	StopGround string    // why; no personal value
	Erased     ErasureID // 已删除: the decision by which everything above was destroyed; else empty

	Version int64
}

// MayProcess refuses whatever goes beyond keeping the record and what law
// requires, where the person's data were stopped or erased.
// Source: 个人信息保护法 art. 44, 47.
func (p Person) MayProcess() error {
	switch {
	case p.Erased != "":
		return Fail(WrongState, "person.erased")
	case p.Stopped:
		return Fail(WrongState, "person.stopped")
	}
	return nil
}

// SameHuman tells whether two records must be taken for one human: the same
// record, or the same folded name and birth date under different documents,
// until the centre decides otherwise. Four-eyes rules compare humans.
func SameHuman(a, b Person) bool {
	return a.ID == b.ID || (alike(a, b) && !(slices.Contains(a.Apart, b.ID) && slices.Contains(b.Apart, a.ID)))
}

func alike(a, b Person) bool {
	return Fold(a.Name) == Fold(b.Name) && a.Born == b.Born && !a.Born.IsZero()
}

// Apart refuses when the same human appears twice among those who must be
// different persons.
func Apart(people ...Person) error {
	for i, a := range people {
		for _, b := range people[:i] {
			if SameHuman(a, b) {
				return Fail(Denied, "person.same_human")
			}
		}
	}
	return nil
}
