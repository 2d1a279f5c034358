package condition

import "assay/skill"

// Claims makes a claim of every fact of a dossier, and gives the marks by the
// facts' places: to clear one is to accept its proof.
func Claims(d *skill.Dossier) map[skill.Fact]*bool {
	claims := map[skill.Fact]*bool{}
	mark := func(subject string, i int, claimed *bool) {
		*claimed = true
		claims[skill.Fact{Subject: subject, Index: i}] = claimed
	}
	for i := range d.Employment {
		mark("employment", i, &d.Employment[i].Claimed)
	}
	for i := range d.Certificates {
		mark("certificates", i, &d.Certificates[i].Claimed)
	}
	for i := range d.Training {
		mark("training", i, &d.Training[i].Claimed)
	}
	for i := range d.Education {
		mark("education", i, &d.Education[i].Claimed)
	}
	for i := range d.Titles {
		mark("titles", i, &d.Titles[i].Claimed)
	}
	for i := range d.Posts {
		mark("posts", i, &d.Posts[i].Claimed)
	}
	return claims
}
