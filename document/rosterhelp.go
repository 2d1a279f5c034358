package document

import "assay/skill"

// The words of the template's page of explanations. The examples name nobody:
// the number's area was created in 2023, after the birth that it states.

var sheetHelp = map[skill.RosterSheet]string{
	skill.SheetRoster:       "每人一行，带 * 的栏目必填。请勿使用公式、合并单元格，请勿修改标题。同一人(证件类型和证件号码相同)只填一行。",
	skill.SheetWork:         "选填。每段工作经历一行，用证件号码对应“报名”表中的人员。填写了此表的人员，视为已列出全部工作经历；只填证件号码表示没有。",
	skill.SheetCertificates: "选填。每本证书一行。填写了此表的人员，视为已列出全部证书。",
	skill.SheetSchools:      "选填。每段学历一行。填写了此表的人员，视为已列出全部学历。",
	skill.SheetTraining:     "选填。每次培训一行，只有结业的培训才算。",
	skill.SheetTitles:       "选填。每项职称或专业技术人员职业资格一行。",
	skill.SheetOther:        "选填。每人一行。",
}

var rosterHelp = map[int][2]string{
	skill.RosterSerial:         {"1", "选填，仅供查看。"},
	skill.RosterOccupation:     {"电工", "职业名称全称，或职业编码，如 6-31-01-03。"},
	skill.RosterLevel:          {"四级/中级工", "从下拉列表中选择。"},
	skill.RosterClause:         {"4.1", "所依据的申报条件编号：等级.序号。"},
	skill.RosterDocumentKind:   {"居民身份证", "从下拉列表中选择。"},
	skill.RosterNumber:         {"659012199001010047", "单元格格式须为“文本”，否则 18 位号码的末三位会变成 000。"},
	skill.RosterName:           {"示例", "与证件一致。间隔号用“·”。"},
	skill.RosterSex:            {"女", "男 或 女。身份证号码已包含性别，可不填。"},
	skill.RosterBorn:           {"1990-01-01", "年-月-日。身份证号码已包含出生日期，可不填；其他证件必填。"},
	skill.RosterPhone:          {"13800000000", "单元格格式须为“文本”。"},
	skill.RosterHasCertificate: {"否", "填“否”表示没有任何职业资格证书或职业技能等级证书。"},
	skill.RosterHeldLevel:      {"五级/初级工", "有证书时填写，供审核人员查看。"},
	skill.RosterHeldNumber:     {"", "有证书时填写，供审核人员查看。"},
	skill.RosterSchooling:      {"高中", "从下拉列表中选择已取得的最高学历。"},
	skill.RosterProvince:       {"新疆维吾尔自治区", "现工作或居住的省、自治区、直辖市。"},
	skill.RosterOrigin:         {"私营企业", "从下拉列表中选择，没有合适的可直接填写。"},
	skill.RosterEmployer:       {"示例有限公司", "现工作单位。"},
	skill.RosterBody:           {"示例评价机构", "统一报名的单位。"},
	skill.RosterKind:           {"初次认定", "初次认定 或 晋级认定。"},
	skill.RosterMajor:          {"电气运行与控制", "所学专业。"},
	skill.RosterAttempt:        {"正考", "正考 或 补考。"},
	skill.RosterNation:         {"汉族", "从下拉列表中选择，没有合适的可直接填写。"},
	skill.RosterWorkSince:      {"2012-07-01", "供审核人员查看，不作为工作年限的依据。工作年限请填“工作经历”表。"},
	skill.RosterMajorYears:     {"8", "供审核人员查看，不作为工作年限的依据。"},
}

var dateHelp = map[string]string{
	"结束日期":   "仍在职的不填。",
	"有效期至":   "长期有效的不填。",
	"毕业日期":   "未毕业的不填。",
	"学徒期满日期": "学徒期满的填写。",
}

var wordHelp = map[string]string{
	"相关职业":   "属于申报职业的相关职业时填“是”；须经审核人员核实。",
	"专业对应":   "与申报职业的对应关系；须经审核人员核实。",
	"培养目标":   "毕业证书载明的培养层次；须经审核人员核实。",
	"达到标准学时": "达到晋级培训标准学时的填“是”；须经审核人员核实。",
	"应届毕业生":  "在读应届毕业生填“是”。",
}

var textHelp = map[string][2]string{
	"证件号码":   {"659012199001010047", "与“报名”表一致，单元格格式须为“文本”。"},
	"姓名":     {"示例", "仅供查看。"},
	"职业":     {"电工", "职业名称全称或职业编码。"},
	"工作单位":   {"示例有限公司", "供审核人员查看。"},
	"作业项目":   {"低压电工作业", "特种作业等证书的项目。"},
	"证书编号":   {"", "供审核人员核对。"},
	"学时":     {"400", "整数。"},
	"月数":     {"6", "整数。"},
	"评审认定":   {"", "请勿填写：综合评审意见只能由审核人员作出。"},
	"电子邮箱":   {"", "选填。"},
	"户籍所在地":  {"", "选填。"},
	"政治面貌":   {"", "选填。"},
	"学历证书编号": {"", "选填，供审核人员核对。"},
	"简要经历":   {"", "选填，供审核人员查看。"},
	"通讯地址":   {"", "选填。"},
	"证书领取方式": {"自取", "选填：自取 或 邮寄。"},
	"邮政编码":   {"", "选填，单元格格式须为“文本”。"},
	"邮寄地址":   {"", "选择邮寄时填写。"},
}
