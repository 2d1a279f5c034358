package skill

// The words of the sheets. What stands first is what the template offers; other
// words are read as well, because forms that bodies have used for years differ.

func choose(word, value string, also ...string) Choice { return Choice{word, value, also} }

func words(list ...string) []Choice {
	out := make([]Choice, len(list))
	for i, w := range list {
		out[i] = Choice{Word: w, Value: w}
	}
	return out
}

var yesNo = []Choice{
	choose("是", "yes", "有", "y", "√", "true", "1"),
	choose("否", "no", "无", "没有", "n", "×", "false", "0"),
}

// The five levels of a certificate in the forms that rosters may use.
// Source: 人社鉴发〔2021〕1号, field 10.
var levelWords = []Choice{
	choose("五级/初级工", "5", "五级", "初级工", "初级", "5级"),
	choose("四级/中级工", "4", "四级", "中级工", "中级", "4级"),
	choose("三级/高级工", "3", "三级", "高级工", "高级", "3级"),
	choose("二级/技师", "2", "二级", "技师", "2级"),
	choose("一级/高级技师", "1", "一级", "高级技师", "1级"),
}

// moreLevels are read too; no condition set leads to them.
// Source: 人社部发〔2022〕14号.
var moreLevels = append(append([]Choice{}, levelWords...),
	choose("学徒工", "apprentice"), choose("特级技师", "special"), choose("首席技师", "chief"))

// Source: registration template of the national exam system, 文化程度.
var schoolingWords = []Choice{
	choose("博士", "doctor", "博士研究生"),
	choose("研究生", "master", "硕士", "硕士研究生"),
	choose("大学本科", "bachelor", "本科", "大学"),
	choose("大学专科和专科学校", "junior-college", "大学专科", "大专", "专科", "高职", "higher-vocational"),
	choose("中等专业学校", "secondary-vocational", "中专", "中职"),
	choose("技校", "technical-school", "技工学校"),
	choose("高级技校", "senior-technical-school", "高级技工学校"),
	choose("技师学院", "technician-college"),
	choose("高中", "senior-high", "普通高中"),
	choose("职高", "vocational-high", "职业高中"),
	choose("初中", "junior-high", "初级中学"),
	choose("小学", "primary"),
}

var originWords = words("国有企业", "集体企业", "私营企业", "个体企业", "外商投资", "港澳台商投资",
	"职业高中", "普通技工学校", "高级技工学校", "技师学院", "职业技术学院", "普通中专", "普通高中",
	"普通大专", "普通大学", "研究生院", "下岗失业人员", "现役军人", "农民工", "机关事业单位", "其他人员")

// Source: GB/T 3304, the names of nationalities.
var nationWords = words("汉族", "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族",
	"朝鲜族", "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族", "哈萨克族", "傣族", "黎族", "傈僳族",
	"佤族", "畲族", "高山族", "拉祜族", "水族", "东乡族", "纳西族", "景颇族", "柯尔克孜族", "土族",
	"达斡尔族", "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯族", "阿昌族", "普米族",
	"塔吉克族", "怒族", "乌孜别克族", "俄罗斯族", "鄂温克族", "德昂族", "保安族", "裕固族", "京族",
	"塔塔尔族", "独龙族", "鄂伦春族", "赫哲族", "门巴族", "珞巴族", "基诺族")

// documentWords are the kinds of documents by their printed and short names.
var documentWords = func() (out []Choice) {
	for _, k := range documentKinds {
		out = append(out, Choice{k.zh, string(k.kind), k.others})
	}
	return out
}()

var rosterSheets = [...]struct {
	name    string
	columns []SheetColumn
}{
	SheetRoster:       {"报名", rosterColumns},
	SheetWork:         {"工作经历", workColumns},
	SheetCertificates: {"证书", heldColumns},
	SheetSchools:      {"学历", schoolColumns},
	SheetTraining:     {"培训", trainingColumns},
	SheetTitles:       {"职称", titleColumns},
	SheetOther:        {"其他", otherColumns},
}

// Source: registration template of the national exam system, 33 columns; those
// marked * are required there.
var rosterColumns = []SheetColumn{
	RosterSerial:         {Heading: "序号"},
	RosterOccupation:     {Heading: "职业工种名称", Required: true},
	RosterLevel:          {Heading: "认定等级", Required: true, Choices: moreLevels},
	RosterClause:         {Heading: "申报条件", Required: true},
	RosterDocumentKind:   {Heading: "证件类型", Required: true, Choices: documentWords},
	RosterNumber:         {Heading: "证件号码", Required: true},
	RosterName:           {Heading: "姓名", Required: true},
	RosterSex:            {Heading: "性别", Choices: []Choice{choose("男", "M", "男性"), choose("女", "F", "女性")}},
	RosterBorn:           {Heading: "出生日期", Date: true},
	RosterPhone:          {Heading: "手机号码", Required: true},
	RosterHasCertificate: {Heading: "是否有职业资格证书", Required: true, Choices: yesNo},
	RosterHeldLevel:      {Heading: "证书等级", Choices: levelWords, Open: true},
	RosterHeldNumber:     {Heading: "证书编号"},
	RosterSchooling:      {Heading: "文化程度", Required: true, Choices: schoolingWords},
	RosterProvince:       {Heading: "所在省(市)区", Required: true},
	RosterOrigin:         {Heading: "考生来源", Required: true, Choices: originWords, Open: true},
	RosterEmployer:       {Heading: "所在单位"},
	RosterBody:           {Heading: "报名单位", Required: true},
	RosterKind: {Heading: "认定分类", Required: true, Choices: []Choice{
		choose("初次认定", "first", "初次"), choose("晋级认定", "promotion", "晋级"),
	}},
	RosterMajor: {Heading: "专业"},
	RosterAttempt: {Heading: "考试类型", Required: true, Choices: []Choice{
		choose("正考", "first", "新考"), choose("补考", "retake"),
	}},
	RosterNation:     {Heading: "民族", Required: true, Choices: nationWords, Open: true},
	RosterWorkSince:  {Heading: "参加工作时间", Date: true},
	RosterMail:       {Heading: "电子邮箱"},
	RosterMajorYears: {Heading: "专业年限"},
	RosterHousehold:  {Heading: "户籍所在地"},
	RosterParty:      {Heading: "政治面貌"},
	RosterDiploma:    {Heading: "学历证书编号"},
	RosterStory:      {Heading: "简要经历"},
	RosterAddress:    {Heading: "通讯地址"},
	RosterDelivery:   {Heading: "证书领取方式"},
	RosterPostcode:   {Heading: "邮政编码"},
	RosterPost:       {Heading: "邮寄地址"},
}

var (
	extraNumber = SheetColumn{Heading: "证件号码", Required: true}
	extraName   = SheetColumn{Heading: "姓名"}
	related     = SheetColumn{Heading: "相关职业", Choices: yesNo}
)

var workColumns = []SheetColumn{
	extraNumber, extraName,
	WorkFrom:       {Heading: "开始日期", Required: true, Date: true},
	WorkTo:         {Heading: "结束日期", Date: true},
	WorkOccupation: {Heading: "职业", Required: true},
	WorkRelated:    related,
	WorkEmployer:   {Heading: "工作单位"},
}

var heldColumns = []SheetColumn{
	extraNumber, extraName,
	HeldKind: {Heading: "证书类别", Required: true, Choices: []Choice{
		choose("职业技能等级证书", "skill-level", "技能等级证书"),
		choose("职业资格证书", "qualification", "国家职业资格证书"),
		choose("特种作业操作证", "special-operation"),
		choose("建筑施工特种作业操作资格证书", "construction-operation", "建筑施工特种作业"),
		choose("特种设备作业人员证", "special-equipment", "特种设备安全管理和作业人员证"),
	}},
	HeldOccupation: {Heading: "职业"},
	HeldItem:       {Heading: "作业项目"},
	HeldLevel:      {Heading: "等级", Choices: levelWords},
	HeldIssued:     {Heading: "发证日期", Required: true, Date: true},
	HeldValidTo:    {Heading: "有效期至", Date: true},
	HeldNumber:     {Heading: "证书编号"},
	HeldRelated:    related,
}

var schoolColumns = []SheetColumn{
	extraNumber, extraName,
	SchoolKind: {Heading: "学校类别", Required: true, Choices: []Choice{
		choose("初中", "junior-high"),
		choose("高中", "senior-high", "普通高中"),
		choose("中等职业学校", "secondary-vocational", "中专", "职高", "中等专业学校", "职业高中", "中职"),
		choose("技工学校", "technical-school", "技校"),
		choose("高级技工学校", "senior-technical-school", "高级技校"),
		choose("技师学院", "technician-college"),
		choose("高等职业学校", "higher-vocational", "高职", "职业技术学院"),
		choose("大学专科", "junior-college", "大专", "专科"),
		choose("大学本科", "bachelor", "本科"),
		choose("研究生", "master", "硕士", "博士"),
	}},
	SchoolMajor: {Heading: "专业对应", Choices: []Choice{
		choose("本专业", "same"), choose("相关专业", "related"), choose("其他专业", "other", "其他"),
	}},
	SchoolProgramme: {Heading: "培养目标", Choices: []Choice{
		choose("中级技能", "intermediate", "中级工班", "中级"),
		choose("高级技能", "senior", "高级工班", "高级"),
		choose("预备技师", "reserve-technician", "预备技师班"),
		choose("技师", "technician", "技师班"),
	}},
	SchoolGraduated: {Heading: "毕业日期", Date: true},
	SchoolFinalYear: {Heading: "应届毕业生", Choices: yesNo},
}

var trainingColumns = []SheetColumn{
	extraNumber, extraName,
	TrainingOccupation: {Heading: "职业", Required: true},
	TrainingLevel:      {Heading: "等级", Required: true, Choices: levelWords},
	TrainingHours:      {Heading: "学时"},
	TrainingMonths:     {Heading: "月数"},
	TrainingStandard:   {Heading: "达到标准学时", Choices: yesNo},
	TrainingCompleted:  {Heading: "结业日期", Required: true, Date: true},
	TrainingRelated:    related,
}

var titleColumns = []SheetColumn{
	extraNumber, extraName,
	TitleRank: {Heading: "职称级别", Required: true, Choices: []Choice{
		choose("初级", "junior", "助理", "初级职称"),
		choose("中级", "intermediate", "中级职称"),
		choose("高级", "senior", "高级职称", "副高级", "正高级"),
	}},
	TitleAwarded:     {Heading: "取得日期", Required: true, Date: true},
	TitleCorresponds: {Heading: "专业对应", Choices: yesNo},
}

var otherColumns = []SheetColumn{
	extraNumber, extraName,
	OtherStatus: {Heading: "就业状态", Choices: []Choice{
		choose("在职", "employed", "就业", "在岗"),
		choose("学徒", "apprentice", "学徒工"),
		choose("在校学生", "student", "学生", "在校"),
		choose("未就业", "unemployed", "失业", "无业", "待业"),
	}},
	OtherApprentice:  {Heading: "学徒期满日期", Date: true},
	OtherAttestation: {Heading: "评审认定"},
}
