package api

import (
	"cmp"
	"slices"
	"strings"

	"assay/rule/access"
)

// Matrix is who may do which operation on whose records: a header, then four
// lines for every operation, in the order of the table. Pages are the operations
// that stand beside those of the API, each with method and path, which are empty
// of what no route leads to; several paths stand one after the other.
func (a *API) Matrix(pages ...[3]string) [][]string {
	routes := map[string][2]string{}
	for _, o := range a.Operations() {
		routes[o[0]] = [2]string{o[1], o[2]}
	}
	for _, p := range pages {
		r := routes[p[0]]
		r[0] = cmp.Or(r[0], p[1])
		if !slices.Contains(strings.Fields(r[1]), p[2]) {
			r[1] = strings.TrimSpace(r[1] + " " + p[2])
		}
		routes[p[0]] = r
	}
	header := []string{"operation", "method", "path", "kind", "whose"}
	for _, role := range access.Columns() {
		header = append(header, string(role))
	}
	out := [][]string{header}
	for _, row := range access.Rows() {
		route := routes[string(row.Op)]
		for _, whose := range access.Records() {
			line := []string{string(row.Op), route[0], route[1], string(row.Kind), string(whose)}
			for _, role := range access.Columns() {
				line = append(line, string(access.Ask(row.Op, role, whose)))
			}
			out = append(out, line)
		}
	}
	return slices.Clip(out)
}
