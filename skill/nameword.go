package skill

// NameWords are what the names of bodies have in common, by which one is not
// told from another: 深圳市鲲鹏职业技能评价有限公司 is told by 鲲鹏. Which words
// these are is data.
type NameWords struct {
	Edition   string
	Places    []string // provinces and cities as people say them: 广东, 深圳
	Grades    []string // what may follow a place: 省, 自治区, 市
	Districts []string // what ends the name of a place below a city: 区, 县
	State     []string // wording of the State: 中国, 国家
	Forms     []string // legal and other forms: 有限公司, 中心
	Fillers   []string // what nearly every body is called: 职业技能, 评价, 鉴定
	Alike     []string // characters taken for each other, the first standing for all: 未末
	// Sound is the reading of a character without tone, "" where it has none.
	Sound func(rune) string
}
