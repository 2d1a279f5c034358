package skill

// An OwnDossier (个人档案) is what a person keeps of himself from one application
// to the next: employment, schooling, training, titles, certificates of others.
// Nothing in it was checked by anybody. Certificates of this register are not in
// it: those are known.
type OwnDossier struct {
	ID      DossierID
	Person  PersonID
	Facts   Private // in the JSON of docs/commands.md, sealed as a whole
	Version int64
}
