package bench

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"assay/internal/testdb"
	"assay/office/registry"
	"assay/reference"
	"assay/rule/standing"
	"assay/skill"
	"assay/skill/day"
)

const (
	bodiesListed  = 100_000
	scopesOfEach  = 20
	questionsEach = 300
	answerMost    = 0.050 // s, of a hundred questions
)

// BenchmarkRegister asks the public register of 100,000 bodies with 2 million
// scopes, one question after the other, each kind of question about random bodies
// and places: the 99th of a hundred is the figure.
func BenchmarkRegister(b *testing.B) {
	for engine, load := range map[string]func(*testing.B) string{"sqlite": registerSQLite, "postgres": registerPostgres} {
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				askRegister(b, engine, load(b))
			}
		})
	}
}

func askRegister(b *testing.B, engine, address string) {
	s := testdb.Open(b, address, testdb.NewClock())
	desk, err := registry.New(s, testdb.NewClock().Now, rand.Reader, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	for _, kind := range registerQuestions() {
		draw := mathrand.New(mathrand.NewPCG(7, 7))
		var took []float64
		found := 0
		for range questionsEach {
			q := kind.ask(draw)
			begin := time.Now()
			l, err := desk.Search(b.Context(), q)
			took = append(took, time.Since(begin).Seconds())
			if err != nil {
				b.Fatal(err)
			}
			found += len(l.Exact) + len(l.Found) + len(l.Alike)
		}
		note := fmt.Sprintf("median %.1f ms; %d shown in all", 1000*median(took), found)
		state(b, figure{work: "register, " + engine + ", " + kind.name, got: 1000 * share(took, 0.99), unit: " ms", want: 1000 * answerMost, most: true, note: note})
	}
	var took []float64
	draw := mathrand.New(mathrand.NewPCG(9, 9))
	for range questionsEach {
		n := draw.IntN(bodiesListed)
		begin := time.Now()
		_, err := desk.Lookup(b.Context(), registerCode(n), standing.Question{})
		took = append(took, time.Since(begin).Seconds())
		if err != nil {
			b.Fatal(n, err)
		}
	}
	state(b, figure{work: "register, " + engine + ", page of one body", got: 1000 * share(took, 0.99), unit: " ms", want: 1000 * answerMost, most: true, note: fmt.Sprintf("median %.1f ms", 1000*median(took))})
}

func share(took []float64, part float64) float64 {
	all := slices.Sorted(slices.Values(took))
	return all[int(float64(len(all)-1)*part)]
}

// A registerQuestion is a kind of question.
type registerQuestion struct {
	name string
	ask  func(*mathrand.Rand) registry.Search
}

func registerQuestions() []registerQuestion {
	cities := reference.Cities()
	works := reference.Occupations().All()
	city := func(r *mathrand.Rand) string { return cities[r.IntN(len(cities))].Code }
	work := func(r *mathrand.Rand) skill.OccupationCode { return works[common(r, len(works))].Code }
	levels := []skill.Level{skill.Level5, skill.Level4, skill.Level3, skill.Level2, skill.Level1}
	level := func(r *mathrand.Rand) skill.Level { return levels[r.IntN(5)] }
	return []registerQuestion{
		{"a body's name", func(r *mathrand.Rand) registry.Search {
			return registry.Search{Words: registerName(cities, works, r.IntN(bodiesListed))}
		}},
		{"a name that leans on one", func(r *mathrand.Rand) registry.Search {
			name := []rune(registerName(cities, works, r.IntN(bodiesListed)))
			at := r.IntN(len(name))
			return registry.Search{Words: "中国" + string(slices.Concat(name[:at], name[at+1:]))}
		}},
		{"two or three characters", func(r *mathrand.Rand) registry.Search {
			name := []rune(registerName(cities, works, r.IntN(bodiesListed)))
			at := r.IntN(len(name) - 3)
			return registry.Search{Words: string(name[at : at+2+r.IntN(2)])}
		}},
		{"words that nearly all have", func(*mathrand.Rand) registry.Search { return registry.Search{Words: "职业技能"} }},
		{"words that nobody has", func(*mathrand.Rand) registry.Search { return registry.Search{Words: "业职评鉴"} }},
		{"occupation and level, in scope", func(r *mathrand.Rand) registry.Search {
			return registry.Search{Occupation: work(r), Level: level(r), InScope: true}
		}},
		{"the commonest occupation in a city, in scope", func(r *mathrand.Rand) registry.Search {
			return registry.Search{Occupation: works[0].Code, Region: city(r), InScope: true}
		}},
		{"occupation in a province, in scope", func(r *mathrand.Rand) registry.Search {
			return registry.Search{Occupation: work(r), Region: city(r)[:2], InScope: true}
		}},
		{"a level in a province, in scope", func(r *mathrand.Rand) registry.Search {
			return registry.Search{Level: level(r), Region: city(r)[:2], InScope: true}
		}},
	}
}

// common draws one of n, the first most often: as some occupations are assessed
// by many bodies.
func common(r *mathrand.Rand, n int) int {
	x := r.Float64()
	return int(float64(n) * x * x * x)
}

const brands = "华夏鲲鹏东方天成金桥明德博学致远启航远航卓越精英宏图伟业恒信诚信安泰泰和顺达通达百川汇智慧新创未来星辰瑞丰丰源盛世嘉和美佳康宁福禄长青青松柏林海洋江河山川日月云峰雪莲玉兰春晖秋实金石文武中正大同兴隆昌盛永固乾坤龙腾虎跃凤翔鹤鸣雁飞燕归蓝天绿洲红日白云"

// registerName is the n-th body's name: place, two to four characters of its own,
// sometimes an occupation, and what all are called.
func registerName(cities []reference.City, works []skill.Occupation, n int) string {
	r := mathrand.New(mathrand.NewPCG(uint64(n), 1))
	var b strings.Builder
	b.WriteString(cities[n%len(cities)].Name)
	own := []rune(brands)
	for range []int{2, 2, 2, 3, 3, 4}[r.IntN(6)] {
		b.WriteRune(own[r.IntN(len(own))])
	}
	if r.IntN(5) == 0 {
		b.WriteString(works[common(r, len(works))].Name)
	}
	b.WriteString([]string{"职业技能", "职业技能等级", "技能人才"}[r.IntN(3)] + []string{"评价", "鉴定", "认定", "考核"}[r.IntN(4)])
	b.WriteString([]string{"中心", "有限公司", "服务有限公司", "培训学校", "站"}[r.IntN(5)])
	return b.String()
}

// registerCode is the n-th body's code; it belongs to nobody, since its area does
// not exist.
func registerCode(n int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	stem := fmt.Sprintf("52000000M%c%06d0", alphabet[n%len(alphabet)], n)
	for _, c := range alphabet {
		if _, _, err := skill.ParseUSCC(stem + string(c)); err == nil {
			return stem + string(c)
		}
	}
	panic("no check character")
}

// A population is what is loaded: rows like those of a real body, its site and
// its scope, with own values.
type population struct {
	tables map[string]columnsOf
	cities []reference.City
	works  []skill.Occupation
}

type columnsOf struct {
	names []string
	row   []any
}

func populationOf(b *testing.B, address, driver string) population {
	b.Helper()
	s, err := openAt(b.Context(), address, testdb.Start)
	if err != nil {
		b.Fatal(err)
	}
	testdb.File(b, s)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	p := population{tables: map[string]columnsOf{}, cities: reference.Cities(), works: reference.Occupations().All()}
	db, err := sql.Open(driver, address)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, table := range []string{"body", "site", "scope"} {
		p.tables[table] = firstOf(b, db, table)
	}
	return p
}

func firstOf(b *testing.B, db *sql.DB, table string) (c columnsOf) {
	rows, err := db.QueryContext(b.Context(), "SELECT * FROM "+table)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	if c.names, err = rows.Columns(); err != nil || !rows.Next() {
		b.Fatal("nothing to copy", err)
	}
	c.row = make([]any, len(c.names))
	into := make([]any, len(c.names))
	for i := range into {
		into[i] = &c.row[i]
	}
	if err := rows.Scan(into...); err != nil {
		b.Fatal(err)
	}
	return c
}

func (c columnsOf) with(own map[string]any) []any {
	row := slices.Clone(c.row)
	for i, name := range c.names {
		if v, ok := own[name]; ok {
			row[i] = v
		}
	}
	return row
}

func registerID(kind, n int) string {
	return fmt.Sprintf("018f0000-%04x-7%03x-8000-%012x", kind, n&0xfff, n)
}

// count is how many rows of a table there are.
func (population) count(table string) int {
	if table == "scope" {
		return bodiesListed * scopesOfEach
	}
	return bodiesListed
}

func (p population) row(table string, n int) []any {
	i := 0
	if table == "scope" {
		n, i = n/scopesOfEach, n%scopesOfEach
	}
	body, city := registerID(1, n), p.cities[n%len(p.cities)]
	path := fmt.Sprintf("/%s/%s/b-%d/", city.Code[:2], city.Code, n)
	switch table {
	case "body":
		return p.tables[table].with(map[string]any{
			"id": body, "path": path, "name": registerName(p.cities, p.works, n), "uscc": registerCode(n), "province": city.Code[:2],
		})
	case "site":
		return p.tables[table].with(map[string]any{"id": registerID(2, n), "body_id": body, "path": path, "serial": fmt.Sprintf("%06d", n)})
	}
	r := mathrand.New(mathrand.NewPCG(uint64(n), uint64(i)))
	from := day.Must("2025-01-01").AddDays(r.IntN(600))
	return p.tables[table].with(map[string]any{
		"id": registerID(3, n*scopesOfEach+i), "body_id": body, "path": path, "site_id": registerID(2, n),
		"occupation": string(p.works[common(r, len(p.works))].Code), "level": fmt.Sprint(1 + r.IntN(5)),
		"valid_from": from.String(), "valid_to": from.AddDays(1000).String(),
	})
}

// registerSQLite is the path of a loaded database, which is kept between runs.
func registerSQLite(b *testing.B) string {
	dir := filepath.Join(os.TempDir(), "assay-bench-"+schemaHash(b))
	path := filepath.Join(dir, "register.db")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	fresh := filepath.Join(dir, "new-register.db")
	for _, left := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(fresh + left)
	}
	registerRows(b, fresh)
	enterAll(b, fresh, "sqlite")
	if err := os.Rename(fresh, path); err != nil {
		b.Fatal(err)
	}
	return path
}

func registerRows(b *testing.B, path string) {
	p := populationOf(b, path, "sqlite")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=synchronous(0)&_pragma=cache_size(-500000)&_pragma=foreign_keys(0)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	quick := context.WithoutCancel(b.Context())
	for table, c := range p.tables {
		if err := p.fill(quick, tx, table, c.names); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

func (p population) fill(ctx context.Context, tx *sql.Tx, table string, columns []string) error {
	stmt, err := tx.PrepareContext(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES (?"+strings.Repeat(", ?", len(columns)-1)+")")
	if err != nil {
		return err
	}
	defer stmt.Close()
	for n := range p.count(table) {
		if _, err := stmt.ExecContext(ctx, p.row(table, n)...); err != nil {
			return err
		}
	}
	return nil
}

// registerPostgres loads a database of the throwaway server.
func registerPostgres(b *testing.B) string {
	address := testdb.Postgres(b)
	p := populationOf(b, address, "pgx")
	conn, err := pgx.Connect(b.Context(), address)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(b.Context())) }()
	if _, err := conn.Exec(b.Context(), "SET session_replication_role = replica"); err != nil {
		b.Fatal(err)
	}
	for table, c := range p.tables {
		rows := pgx.CopyFromSlice(p.count(table), func(n int) ([]any, error) { return p.row(table, n), nil })
		if _, err := conn.CopyFrom(b.Context(), pgx.Identifier{table}, c.names, rows); err != nil {
			b.Fatal(err)
		}
	}
	enterAll(b, address, "postgres")
	return address
}

// enterAll enters the loaded bodies in the register, as a program does that finds
// them filed by an earlier one, and lets the engine learn the sizes of its tables.
func enterAll(b *testing.B, address, engine string) {
	s, err := openAt(b.Context(), address, testdb.Start)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	begin := time.Now()
	n, err := s.IndexBodies(b.Context())
	if err != nil || n != bodiesListed {
		b.Fatal(n, err)
	}
	took := time.Since(begin).Seconds()
	if err := s.Analyze(b.Context()); err != nil {
		b.Fatal(err)
	}
	state(b, figure{work: "register, " + engine + ", entering 100,000 bodies anew", got: took, unit: " s", note: fmt.Sprintf("%.0f/s", float64(n)/took)})
}
