### 首问 shouwen 的全部文字（简体中文）。键名三个文件相同；`{ $x }` 由程序填入。

## 角色

role-operator = 操作人员
role-team_lead = 班组长
role-handler = 经办人
role-contractor = 外包人员
role-emergency_team = 应急处理小组
role-duty_receptionist = 当值接待人员
role-cs_officer = 客户服务员
role-dept_head = 责任部门主管
role-dept_cs_supervisor = 部门客户服务主管
role-cr_supervisor = 客户关系主管
role-cs_director = 客户服务主任
role-function_dept = 职能部门
role-senior_leader = 分管领导
role-responsible_supervisor = 责任主管
role-site_manager = 管理处主任
role-auditor = 督查内审
role-owners_committee = 业主委员会
role-device = 设备
role-centre = 服务中心设备

## 渠道

channel-visit = 来访
channel-phone = 来电
channel-night_phone = 夜间来电
channel-hotline_24h = 24小时热线
channel-letter = 来函
channel-oral = 口头
channel-written = 书面
channel-mail = 电子邮件
channel-app = 业主APP
channel-wechat_oa = 微信公众号
channel-chat_group = 微信群
channel-forum = 座谈会
channel-from_company = 公司转来
channel-from_committee = 业委会转来
channel-patrol = 巡逻发现
channel-other = 其他渠道
channel-survey = 问卷

## 事项

matter-enquiry = 咨询
matter-repair = 报修
matter-complaint = 投诉
matter-suggestion = 建议
matter-help = 求助
matter-transaction = 业务办理
matter-report = 举报
matter-dispute = 邻里纠纷
matter-safety = 安全隐患
matter-praise = 表扬

## 对象

subject-fire = 火情
subject-flood = 水浸
subject-electric = 用电险情
subject-gas = 燃气险情
subject-construction = 施工事故
subject-public_order = 治安事件
subject-traffic = 交通事故
subject-urgent_help = 紧急求助
subject-natural_disaster = 自然灾害
subject-repair = 一般报修
subject-complaint = 一般投诉
subject-possible_hazard = 可能的隐患
subject-burst_pipe = 水管爆裂
subject-electric_fault = 电路故障
subject-public_safety_equipment = 公共安全设施
subject-cleaning = 环境卫生
subject-noise = 噪音
subject-enquiry = 一般询问
subject-suggestion = 意见建议
subject-dispute = 纠纷
subject-safety = 安全

## 类别

class-c1 = 一类
class-c2 = 二类
class-c3 = 三类
class-urgent = 紧急
class-important = 重要
class-general = 一般
class-repair = 维修类
class-complaint = 投诉类
class-dispute = 纠纷类
class-safety = 安全类

## 职责

competence-own = 自身职责
competence-single_dept = 单一部门
competence-multi_dept = 多部门
competence-unclear = 不能清楚判定
competence-cross_office = 跨管理部
competence-out_of_scope = 不属于本系统管辖

## 手续

papers-complete = 手续完备
papers-incomplete = 手续不完备
papers-not_needed = 无需手续

## 责任归属

liability-property = 物业责任
liability-fitout = 装修施工责任
liability-developer = 开发商遗留
liability-natural = 自然因素
liability-third_party = 第三方责任
liability-resident = 业主自身

## 联系方式

means-phone = 电话
means-radio = 对讲机
means-in_person = 当面
means-message = 短信或微信
means-letter = 书信
means-app = 业主APP

## 转交方式

mode-phone = 电话接通
mode-come = 到现场接手
mode-escort = 陪同前往
mode-guide = 指引前往
mode-record = 转单
mode-face = 面对面
mode-held = 代收转办

## 原因

reason-absent = 人员不在岗
reason-special = 特殊原因
reason-unsolvable = 无法解决
reason-unreachable = 联系不上
reason-misdirected = 转错了部门
reason-not_own = 非自身职责
reason-shift_end = 交接班
reason-busy = 正忙
reason-rule = 制度要求
reason-time = 将到时限
reason-major = 重大事项
reason-conflict = 矛盾升级
reason-reassigned = 重新指派
reason-other = 其他原因

## 告知内容

topic-department = 接管部门
topic-contact = 联系方式
topic-procedure = 办理程序
topic-limit = 办理时限
topic-time = 预计时间
topic-documents = 所需材料（一次性告知）
topic-reason = 原因
topic-progress = 进度
topic-result = 处理结果
topic-other_authority = 应找的其他单位

## 承诺

promised-callback = 回电
promised-deadline = 办结期限
promised-visit = 上门
promised-result = 结果
promised-milestone = 阶段节点

## 当班

duty-top_on_duty = 当班最高管理人员
duty-emergency_team = 当班应急小组
duty-leader = 当班分管领导

## 协调

coordination-several_departments = 多部门责任
coordination-misdirected = 责任转移错误

## 调查

findings-site_survey = 现场勘查
findings-records = 查阅记录
findings-interviews = 询问人员
findings-mediation = 调解

## 等待

waiting-parts = 配件
waiting-resident = 业主
waiting-third_party = 第三方
waiting-weather = 天气
waiting-papers = 手续材料

## 结果

outcome-resolved = 已解决
outcome-definite_answer = 已明确答复
outcome-explained = 已解释说明
outcome-referred = 已转介
outcome-withdrawn = 业主撤回
outcome-in_procedure = 已进入正常程序
outcome-partly_resolved = 部分解决
outcome-not_resolved = 未解决

## 成因

cause-wear = 自然老化
cause-misuse = 使用不当
cause-workmanship = 施工质量
cause-design = 设计缺陷
cause-weather = 天气
cause-neighbour = 邻里原因
cause-staff = 员工原因
cause-unknown = 原因不明

## 验收

acceptance-drawn = 签名
acceptance-spoken = 口头同意
acceptance-refused = 拒签

## 完成

finished-register = 登记完成
finished-first_contact = 首问责任

## 依据

ground-handover = 已交接
ground-completion_notice = 完成通知
ground-result_recorded = 结果已记录
ground-informed = 业主已被告知
ground-answered = 已明确答复
ground-satisfied = 业主满意
ground-explained = 已解释说明

## 损失

loss-injury = 人员受伤
loss-death = 人员死亡
loss-property = 财产损失
loss-none = 无损失

## 文件

media-jpeg = JPEG图片
media-png = PNG图片
media-webp = WebP图片
media-audio = 录音
media-video = 录像
media-pdf = PDF文件
shows-before = 处理前
shows-after = 处理后
shows-evidence = 证据
shows-voice = 语音
shows-document = 文书
source-staff = 工作人员
source-resident = 业主
source-camera = 监控
source-third_party = 第三方

## 字段

field-name = 姓名
field-phone = 电话
field-room = 房号
field-words = 内容
field-expectation = 期望
field-brief = 交接说明
field-advice = 意见
field-measures = 措施
field-result = 结果
field-resources = 资源保障
field-statement = 陈述
field-lesson = 经验教训
field-signature = 签名
field-caption = 图片说明
field-address = 地址
field-row = 原始行
field-reply = 申辩
field-place = 地点
field-class = 类别
field-matter = 事项
field-target = 投诉对象
field-occurred = 事发时间
field-condition = 当前状态

## 检查

finding-holds = 属实合规
finding-violation = 违规
finding-commendation = 表扬
finding-reply = 本人申辩
sanction-none = 不处理
sanction-warning = 警告
sanction-penalty = 处罚
sanction-reward = 奖励
legal-ground-consent_withdrawn = 撤回同意
legal-ground-purpose_ended = 目的已实现
legal-ground-retention_ended = 保存期届满
legal-ground-unlawful = 处理违法
legal-ground-request = 本人要求
claimed-open = 未办结
claimed-closed = 已办结
claimed-cancelled = 已取消

## 记录种类

act-Open = 登记
act-Import = 导入历史
act-Classify = 分类
act-Report = 紧急报告
act-Confirm = 确认
act-Answer = 答复
act-Tell = 告知
act-Promise = 承诺
act-Consult = 请示
act-Offer = 转交
act-Take = 接手
act-Decline = 不接
act-Coordinate = 协调
act-Assign = 指派
act-Arrive = 到场
act-Investigate = 调查
act-Countersign = 会签
act-Plan = 方案
act-Progress = 进展
act-Complete = 处理完毕
act-Receive = 收到结果
act-Accept = 业主验收
act-Visit = 回访
act-Escalate = 上报
act-SpecialReport = 特别事件报告
act-Finish = 完结
act-Close = 办结
act-Link = 关联
act-CountVisit = 来访计次
act-Attach = 附件
act-Note = 备注
act-Correct = 更正
act-Evaluate = 评估
act-Find = 检查认定
act-Erase = 删除个人信息
act-Erased = 已删除
act-Certify = 授权
act-Revoke = 吊销
act-Admit = 采信
act-Shift = 排班
act-DutyPost = 值班岗
act-SiteKey = 小区密钥
act-WrapFor = 密钥分发
act-AdoptRegulation = 采用制度
act-AdoptCalendar = 采用日历
act-Directory = 名录
act-Successor = 继任密钥
act-Retention = 保存期限
act-Receipt = 见证

## 用法

list-separator = 、
help-template =
    <about-with-newline>
    用法：<usage>
    {""}
    <all-args>
help-commands = 命令
help-arguments = 参数
help-options = 选项
help-global = 通用选项
help-values = 。可用：{ $values }
usage-line =
    {""}
    用法：{ $usage }
    加 --help 看说明。
usage-no-value = { $arg } 后面要写一个值。
usage-value = { $arg } 不认识“{ $value }”。可用：{ $values }。
usage-bad-value = { $arg } 的值“{ $value }”不对：要一个在范围内的整数。
usage-unknown-arg = 没有“{ $arg }”这个选项。{ $near }
usage-unknown-command = 没有“{ $name }”这个命令。{ $near }
usage-near = 是不是想写“{ $suggested }”？
usage-missing = 还缺：{ $args }。
usage-no-command = 还缺命令。
usage-conflict = { $arg } 不能和 { $prior } 一起用。
usage-number = { $arg } 写的次数或值的个数不对。
usage-blank = “{ $field }”是空白的。没有就不写这个选项；记录会永远保留，不写空话。
usage-nothing-said = 什么也没有写：至少给一个选项。
usage-notified = “{ $typed }”看不懂。请写成“谁@时间”，例如：李主管@2026-03-01 08:30。
usage-correct-words = 更正“内容”字段时不能再写 --words：两者会放在同一处。理由请另写一条 note。
usage-time = “{ $typed }”不是时间。请写成 2026-03-01 08:30（小区当地时间），可加秒和毫秒；或写 RFC 3339，例如 2026-03-01T08:30:00+08:00。
usage-future = { $typed } 还没有到：本机现在是 { $now }。只登记已经发生的事；不写 --happened 就是现在，本机时间不对请先校准。
usage-id = “{ $typed }”不是编号。编号是十六进制数字，至少写前 { $digits } 位。
usage-unknown-request = 这里没有编号以 { $typed } 开头的诉求。请核对编号，或先和有它的节点同步。
usage-unknown-record = 这件诉求里没有编号以 { $typed } 开头的记录。用 chain 看各条记录的编号。
usage-ambiguous-id = 以 { $typed } 开头的不止一个：{ $found } ……请多写几位。
usage-unknown-staff = 名册里没有“{ $typed }”。现有：{ $known }。
usage-ambiguous-staff = 叫“{ $typed }”的不止一人：{ $found }。请改写人员编号的前几位。
usage-unknown-post = 没有“{ $typed }”这个岗位。现有：{ $known }。
usage-unknown-audience = 不知道“{ $typed }”是谁。可写：resident（业主）、first-reporter（首问业主）、role:角色、post:岗位、on-duty:当班，或者人名。
usage-code = “{ $typed }”不能作为代码。代码用小写字母、数字、点和连字符，最多 24 个；或写名录里的名称。
usage-place-flat = “{ $typed }”是住户的房号：地点只写到楼、单元或公共区域，谁都看得到、永远留存。房号请写在 --room。

## 命令

cmd = 首问责任制：离线可用、人人签名的责任链。
cmd-demo = 在这台电脑上演示一个小区：服务中心、岗亭、维修车
cmd-init = 新建一个物业公司：总钥匙、第一台设备、第一位主管
cmd-enrol = 新设备加入
cmd-enrol-request = 在新设备上：生成钥匙，写出加入申请
cmd-enrol-approve = 在有权授权的设备上：批准申请，写出答复
cmd-enrol-accept = 在新设备上：收下答复，正式加入
cmd-serve = 运行节点：与其他节点保持同步
cmd-status = 这台设备是谁、存了什么、还有什么没送出
cmd-rebuild = 从记录重算全部视图，并核对
cmd-doctor = 检查记录、签名、内容和视图是否完好，还有什么存疑
cmd-backup = 把这台设备的数据（不含钥匙）备份成一个文件
cmd-restore = 把备份放回原设备的数据文件夹，或读入其中的记录
cmd-request = 诉求：登记、查看、转交、办理
cmd-request-open = 登记一件诉求；登记的人就是首问责任人
cmd-request-list = 列出诉求
cmd-request-show = 看一件诉求：现在谁负责、经过、业主信息
cmd-request-offer = 转交：对方接手之前，仍由您负责
cmd-request-take = 接手转给您的诉求；对已办结的就是重开
cmd-request-decline = 不接转给您的诉求
cmd-request-recall = 收回您的转交
cmd-request-settle = 多人在责时，由一人接过全部责任
cmd-request-close = 办结
cmd-request-attach = 附上照片、录音、录像或 PDF
cmd-request-file = 把附件写到文件里
cmd-request-classify = 分类
cmd-request-report = 紧急情况报告
cmd-request-confirm = 与人核实确认
cmd-request-answer = 答复业主
cmd-request-tell = 告知业主或同事
cmd-request-promise = 承诺一个时间
cmd-request-consult = 请示
cmd-request-coordinate = 部门之间协调（内部）
cmd-request-assign = 指派经办人
cmd-request-arrive = 到达现场
cmd-request-investigate = 调查核实
cmd-request-countersign = 在别人的记录上会签
cmd-request-plan = 定方案和期限
cmd-request-progress = 记录进展、等待或恢复
cmd-request-complete = 处理完毕
cmd-request-receive = 首问责任人收到处理结果
cmd-request-accept = 业主验收
cmd-request-visit = 回访
cmd-request-escalate = 向上报告
cmd-request-special-report = 特别事件报告
cmd-request-finish = 完结登记或首问责任
cmd-request-link = 与另一件诉求关联为同一件事
cmd-request-count-visit = 记录业主第几次来访
cmd-request-note = 备注
cmd-request-correct = 更正较早的记录；原记录不会被覆盖
cmd-request-evaluate = 评估总结
cmd-request-find = 检查认定，或本人申辩
cmd-request-erase = 删除个人信息（需要第二位主管或总钥匙会签）
cmd-handover = 交班：把名下全部诉求一次转交
cmd-take = 接班：一次接手转给您的全部诉求
cmd-chain = 责任链：谁、何时、从谁手里、凭谁的签名负责
cmd-duty = 义务：谁、什么时候以前、按哪一条、该做什么
cmd-duty-list = 列出义务和期限
cmd-duty-explain = 一项义务从何而来、怎样计时、凭什么判定
cmd-form = 制度自己的表单 F1–F18，按记录填好；不指名则列出各表还缺什么
cmd-report = 报表：按时、违规、待核、停留、踢皮球、满意、承诺，以及数字的完整程度
cmd-sync = 和另一个节点同步一次
cmd-peers = 列出认识的节点
cmd-bundle = 用文件代替网络同步
cmd-bundle-export = 把记录写进文件（U 盘、邮件、微信都可以带走）
cmd-bundle-import = 读入别的节点写出的文件；重复读入没有害处
cmd-qr = 没有网络也能交接：一台设备亮码，另一台拍照
cmd-qr-offer = 转交一件诉求，并把它显示成二维码
cmd-qr-scan = 读二维码的照片：转给您的就接手，并显示给转交人拍的回执码
cmd-qr-invite = 显示本设备的地址，让别的设备连过来
cmd-export = 把诉求导出为表格或 JSON
cmd-import = 导入以前的诉求
cmd-import-csv = 按映射文件导入 CSV；导入的是历史，不是签名的责任
cmd-regulation = 首问责任制度
cmd-regulation-list = 列出自带的制度
cmd-regulation-show = 显示一个制度的全文，或现行的制度
cmd-regulation-adopt = 采用一种制度：以后登记的诉求都按它
cmd-regulation-check = 逐字检查自己编写的制度
cmd-regulation-diff = 列出两份制度的不同之处
cmd-regulation-due = 计算一项义务的期限：纯算术，供任何人核对
cmd-calendar = 工作日历
cmd-calendar-list = 列出各年的日历：来源、是否现行、缺哪一年
cmd-calendar-adopt = 采用一份日历（由您签名）：以后按它计算工作日
cmd-staff = 人员
cmd-staff-list = 列出人员、角色和岗位
cmd-staff-admit = 采信分叉后的一个分支：写到它的哪一条为止，以及其后的记录
cmd-device = 设备
cmd-device-list = 列出设备
cmd-completions = 输出命令补全脚本
cmd-man = 输出手册页

## 选项

arg-data = 数据文件夹（也可用环境变量 SHOUWEN_DATA）
arg-json = 输出一个 JSON 文档，供程序使用
arg-lang = 语言（否则看环境变量 LANG）
arg-as-staff = 以谁的身份签名（多人共用设备时）
arg-pin-file = 从文件读 PIN（也可用环境变量 SHOUWEN_PIN）
arg-asks = 签署制度劝您别说的话之前先问
arg-help = 显示说明
arg-version = 显示版本
arg-demo-keep = 保留演示的数据，放进这个文件夹
arg-org = 物业公司名称
arg-site = 小区（项目）名称
arg-device = 这台设备的名称
arg-staff = 使用者姓名
arg-init-regulation = 采用的制度编号，例如 r09（不写就是 r16）
arg-role = 角色，多个用逗号隔开
arg-post = 岗位代码，多个用逗号隔开
arg-output = 写到哪个文件
arg-doctor-repair = 修复能安全修复的：重算视图、保全受损的数据、向别的节点取回缺少的；副本已处理完也用它确认
arg-backup-file = 写到哪个文件
arg-restore-file = 备份文件
arg-replace = 已有数据时把它改名保留，再放回备份
arg-records = 只读入记录，不替换任何东西（别的设备的备份也可以）
arg-show = 立即显示备份里的内容，不等与别的节点同步
arg-enrol-approve-file = 加入申请文件
arg-enrol-accept-file = 批准答复文件
arg-listen = 监听地址，例如 0.0.0.0:7400
arg-peer = 对端节点的地址或名称
arg-no-discovery = 不在局域网里公布本节点，也不寻找别的节点
arg-id = 诉求编号的前几位（至少 6 位）
arg-ids = 诉求编号，可写多个
arg-staff-admit-records = 分支末尾的记录编号前几位（见 status），可写多个
arg-happened = 事情实际发生的时间（不写就是现在），记为本人声称
arg-channel = 从哪个渠道来
arg-matter = 是什么事项
arg-subject = 具体对象
arg-class = 类别（紧急程度）
arg-place = 地点代码或名称：到楼栋、单元或公共区域为止
arg-competence = 属于谁的职责
arg-self-identified = 已报自己的姓名或工号
arg-repeat-back = 已向业主复述确认
arg-name = 业主姓名
arg-phone = 业主电话
arg-room = 业主房号
arg-text = 诉求内容
arg-photo = 要附上的照片（可写多次）；照片用不了，诉求照样登记
arg-request-attach-file = 照片（JPEG、PNG、WebP）、录音、录像或 PDF
arg-form-form = 表单，F1 到 F18
arg-html = 写成可打印的网页文件
arg-report-from = 从哪天登记的
arg-report-to = 到哪天为止（含当天）
arg-by = 按什么汇总
arg-csv = 写成 CSV 文件
arg-report-svg = 画成条形图
arg-shows = 拍的是什么
arg-source = 谁提供的
arg-caption = 说明，和文件一起加密
arg-visible = 业主可以看
arg-number = 第几个附件，见 request show
arg-thumbnail = 只要小图
arg-expect = 业主的期望
arg-target = 投诉对象
arg-occurred = 事发时间(文字)
arg-condition = 当前状态
arg-key = 自定的唯一串：重复登记时不会变成两件
arg-mine = 我现在负责的
arg-late = 已超过期限的
arg-at = 按这个时间来看（不写就是现在）
arg-duty-list-by = 这个人的
arg-duty-list-open = 还要有人去做的
arg-duty-list-request = 这件诉求的
arg-duty-explain-id = 诉求编号；后面可加条款或义务：a1b2c3/R01.6；定期的写条款：R10.11
arg-first-contact = 我是首问、还没完结的
arg-offered = 转给我、等我接手的
arg-open = 还没办结的
arg-contested = 多人在责的
arg-orphaned = 没有在册人员负责、落到值班岗的
arg-queue = 窗口排队的诉求，按登记顺序
arg-search = 按内容查找
arg-resident = 只看业主可以看到的
arg-to = 转给谁
arg-request-offer-to = 转给哪位同事或哪个岗位
arg-request-assign-to = 指派给哪位同事
arg-mode = 怎样转交
arg-reason = 原因
arg-brief = 交接说明：让接手的人不必再问业主
arg-consent = 业主同意陪同
arg-reached = 已经联系上对方
arg-words = 文字说明
arg-anyway = 为什么仍用制度劝您别说的话
arg-outcome = 结果
arg-hazard = 是安全隐患
arg-emergency = 是紧急情况
arg-major = 是重大投诉
arg-complex = 是复杂事项
arg-request-classify-field = 需到现场
arg-solvable-now = 能当场解决
arg-papers = 手续是否齐全
arg-liability = 责任归属
arg-confirms = 确认哪一条分类记录
arg-means = 用什么方式
arg-with = 和谁确认
arg-plan = 所用预案的代码
arg-understood = 对方听明白了
arg-out-of-scope = 不在我们的服务范围
arg-refusal = 婉拒了要求
arg-what = 是什么
arg-because = 依据哪一条吊销记录（值班岗代办时）
arg-due = 到什么时间
arg-replaces = 代替哪一条承诺
arg-whom = 向谁请示
arg-advice = 得到的意见
arg-kind = 协调类型
arg-department = 部门代码或名称
arg-lead = 主办部门
arg-concluded = 已协调完毕
arg-delegation = 代为处理
arg-findings = 怎样查明的
arg-ask = 请谁会签
arg-statement = 各方陈述
arg-record = 记录编号的前几位
arg-deadline = 完成期限
arg-responsible = 负责人
arg-milestone = 阶段时间，多个用逗号隔开
arg-measures = 措施
arg-resources = 所需资源
arg-waiting = 在等什么
arg-resumed = 等待结束，继续处理
arg-cause = 成因
arg-result = 结果说明
arg-how = 业主怎样验收
arg-satisfied = 业主是否满意
arg-speed = 处理速度评分
arg-request-visit-result = 处理效果评分
arg-manner = 工作态度评分
arg-verified = 已核实部门的答复
arg-notified = 通知了谁、何时（谁@时间）
arg-loss = 损失
arg-ground = 依据
arg-other = 另一件诉求的编号
arg-undone = 撤销关联
arg-visit = 第几次来访
arg-field = 更正哪个字段
arg-value = 正确的内容
arg-satisfaction = 满意度评分
arg-lesson = 经验教训
arg-rule = 条款编号，例如 r10.3
arg-person = 涉及的人
arg-evidence = 依据的记录编号，多个用逗号隔开
arg-finding = 认定
arg-sanction = 处理
arg-reply = 本人申辩
arg-countersign = 会签哪一条删除
arg-object = 反对哪一条删除
arg-hold = 有争议，暂不删除
arg-from = 从谁手里（不写就是自己）
arg-all-offered = 转给我的全部
arg-verify = 逐条验证签名
arg-svg = 把责任链画成图（SVG 文件）
arg-requests = 只要这件诉求；可写多次
arg-bundle-import-file = 别的节点写出的 .swb 文件
arg-qr-offer-to = 同事或岗位；不写就是上次转交的对象
arg-qr-offer-mode = 怎么转交（不写就是当面）
arg-qr-offer-output = .png（多张码时会动）、.svg，或一个文件夹（一码一图）；不写就直接显示
arg-qr-scan-images = 二维码的照片，先后不论
arg-qr-scan-take = 不管是不是转给您的，都接手
arg-qr-scan-no-take = 只读，不接手
arg-qr-scan-output = 回执码写到哪里：.png、.svg 或文件夹；不写就直接显示
arg-qr-invite-at = 别人连本设备用的 主机:端口，与监听地址不同时写
arg-qr-invite-output = .png、.svg 或文件夹；不写就直接显示
arg-form = 格式
arg-import-csv-file = CSV 文件
arg-map = 映射文件（TOML），说明每一列是什么
arg-regulation-show-id = 制度编号，例如 r09；不写就显示现行的制度
arg-document = 输出制度文件本身，可据此编写自己的制度
arg-regulation-adopt-id = 要采用的制度，例如 r09，或本公司的制度文件
arg-regulation-check-file = 制度文件（TOML）
arg-regulation-diff-left = 制度（如 r09）或文件
arg-regulation-diff-right = 另一份
arg-regulation-due-preset = 制度（如 r08）或文件
arg-regulation-due-rule = 条款（如 R08.7），或其中一项义务：R10.4/resolve_important
arg-anchor = 期限的起点，如 “2026-11-20 16:30”（UTC+8）或 RFC 3339
arg-convention = 工作日的算法（默认 civil_code）
arg-years = 只用已公布日历中的这些年份
arg-hours = 营业时间（默认 08:30-17:30）
arg-overlay = 再加上的补充规定，例如 r05 或文件，可写多次
arg-set = 原文留给公司自定的期限，例如 first_handling=PT4H 或 dept_result=P3WD，可写多次
arg-prefer = 两份文件说法不同时以哪一份为准：preset（制度）或 overlay（补充规定）
arg-calendar = 自带的日历（如 cn-2026）或日历文件
arg-calendar-adopt-replace = 取代与它不一致的现行日历
arg-shell = 哪种命令行
arg-man-output = 把每个命令的手册页写进这个文件夹
arg-enrol-approve-person = 是名册里已有的哪一位（第二台设备）；不写就是新人
arg-superior = 直接上司
arg-may-certify = 允许他再授权普通员工
arg-enrol-accept-org = 物业公司的公钥（知道的话），不符就不加入

## 写文件

usage-write = 写不了 { $path }：{ $why }
arg-centre = 这是服务中心的设备，它的见证分量更重

## 回答

said-opened = 已登记，编号 { $id }。您是首问责任人，从现在起由您负责，直到有人接手。
said-opened-known = 这件事已经登记过了，编号 { $id }，没有再登记；这次写的内容没有保存。要补充请用 request note。
said-attached = 已附上：{ $media }，{ $size }。记录 { $record }。
said-photos = 已附上 { $count } 张照片。
said-file = 已写到 { $path }：{ $media }，{ $size }。
attach-photos-lost = 诉求 { $id } 已登记；有 { $count } 张照片没有附上，请用 request attach 再加：
    { $why }
attach-empty = 文件是空的，请换一个。
attach-unknown = 这不是 JPEG、PNG、WebP 照片，也不是录音、录像或 PDF；请先另存为其中一种。
attach-unreadable = 照片读不出来，可能损坏或不完整；请重拍，或在别处打开后另存为 JPEG。
attach-too-many-pixels = 照片像素太多，本设备解不开；请先缩小。
attach-too-large = 文件超过 64 MiB；请缩小或剪短。
attach-full = 本机存附件的空间满了（上限 { $megabytes } MB），没有附上；文字照常可以登记。请连上服务中心（由它保存附件），或在 config.toml 里调大 file_bytes_max。
attach-no-number = 没有第 { $number } 个附件，这件诉求共 { $count } 个。
attach-no-thumbnail = 这个附件没有小图，请去掉 --thumbnail。
file-not-here = 附件还没有到（{ $have }/{ $of }）；已经去要，遇到有它的设备就会传过来。
file-not-opened = 内容里的密钥打不开这个附件：附上的人弄错了，或者作了假。
file-here = 在本机
file-elsewhere = 存在别处，打开时再取
file-thumbnail = 只有小图，其余正在取
file-on-its-way = 正在取，{ $have }/{ $of }
show-attachment = [{ $number }] { $about }  { $size }  { $taken }  （{ $state }）
show-caption = {"    "}{ $caption }
said-adopted = 已采用 { $regulation }：从现在起登记的诉求按它；以前登记的仍按原来的。
said-calendar-adopted = 已采用日历 { $id }（{ $years } 年）。
calendar-missing = 提醒：{ $years } 年还没有日历，涉及该年工作日的期限一律待核。国务院公布后请用 calendar adopt 采用。
said-checked = { $id }（{ $title }）没有问题：{ $duties } 项义务，可以采用。
said-alike = 没有不同。
diff-key = 条目
due-by = { $rule } { $duty }：{ $figure }，期限 { $due }，正点仍算按时。
due-before = { $rule } { $duty }：{ $figure }，须在 { $due } 之前，到点即晚。
due-house = { $rule } { $duty }：原文没有数字。内部提醒 { $figure }：{ $due }，绝不算违规。
due-missing = { $rule } { $duty }：{ $figure }，待核：没有日历说明 { $day } 是否上班（日历缺失）。请采用该年的日历。
due-set = { $rule } { $duty }：期限由各公司自定，或不因此逾期。
due-none = { $rule } { $duty }：没有期限。
due-target = {"  "}原文要求的目标：{ $due }
duty-none = 没有义务。
duty-rule = 条款
duty-who = 谁
duty-what = 做什么
duty-due = 期限
duty-before = { $due } 之前
duty-no-due = 无期限
duty-uncounted = 算不出
duty-or = 或
duty-count = 共 { $count } 项。
verdict-open = 待办
verdict-met = 按时
verdict-done = 已做到
verdict-breached = 超时限
verdict-undetermined = 待核
verdict-overrun = 超过提醒
verdict-broken = 承诺未兑现
verdict-superseded = 不再需要
verdict-not-measured = 不计量
verdict-past-target = { $verdict }，过了目标
verdict-with = { $verdict }（{ $basis }）
basis-proven = 有回执
basis-own-clock = 自记
why-calendar = 日历缺失：没有资料说明 { $day } 是否上班
why-document = 小区采用的日历或名录还没有传到这里（或本版本读不了），期限算不出
why-range = 算不出期限
why-interval = 回执之间两种可能都有
why-contradiction = 回执互相矛盾
limit-regulation = 条文
limit-house = 内部提醒，绝不算违规
limit-set = 公司自定
limit-promise = 承诺的时间
figure-minutes = { $n } 分钟
figure-hours = { $n } 小时
figure-work-minutes = { $n } 分钟（工作时间）
figure-work-hours = { $n } 小时（工作时间）
figure-working-days = { $n } 个工作日
figure-today = 当天
figure-business-day = 当天下班前
figure-days = { $n } 天
figure-rings = { $n } 声铃响
limit-none = {"  "}期限：没有，不因时间判定
explain-duty = { $rule }/{ $duty }  { $task }，{ $who }
explain-clause = {"  "}条文：{ $sentence }
explain-clause-en = {"  "}译文：{ $sentence }
explain-source = {"  "}出处：{ $title }（来源 { $source }，文件 { $document }）
explain-house = {"  "}条文：没有；这是本单位自己的提醒，绝不算违规
explain-raised = {"  "}由来：{ $mark }
explain-anchor = {"  "}起算：{ $mark }
explain-late-born = {"  "}起算以后才知道要做这件事
explain-limit = {"  "}期限：{ $figure }（{ $by }），{ $due }
explain-day = {"    "}{ $day }  { $kind }
explain-ended = {"  "}完成：{ $mark }
explain-superseded = {"  "}失效：{ $mark }
explain-verdict = {"  "}判定：{ $state }
explain-missing = {"  "}还缺：{ $missing }
explain-mark = { $at } { $who } { $act } [{ $record }]
explain-between = ，回执证明在 { $from } 与 { $to } 之间写下
explain-unbounded = 不详
periodic-task = { $every }：{ $what }
every-month = 每月
every-quarter = 每季度
every-half-year = 每半年
every-year = 每年
every-set = 由公司自定
explain-every-set = {"  "}期限：原文没有说多久一次，不提醒，也绝不算逾期；要定下来，在本公司的补充规定里写
explain-channel = {"  "}怎样算做到：期内登记一件来源是{ $channels }的诉求
explain-unmeasured = {"  "}怎样算做到：没有记录能说明，不计量，绝不算逾期
explain-period = {"    "}{ $from } 起，{ $to } 之前：{ $state }{ $shown }
explain-shown = ，见 [{ $id }]
missing-act = 做了这件事的记录
missing-calendar = 那一年的日历
missing-document = 小区采用的日历或名录：与有它的设备同步，或更新程序
missing-receipt-anchor = 别的设备对起算记录的前后回执
missing-receipt-end = 别的设备对完成记录的前后回执
done-opened = 登记在册
done-taken = 对方接手
done-reached-or-taken = 联系上或对方接手
done-told = 告知
done-answered = 答复
done-reported = 报告
done-confirmed = 核实
done-assigned = 指派
done-arrived = 到场
done-investigated = 调查并签字
done-planned = 定方案
done-completed = 处理完成
done-received = 接到结果
done-accepted = 验收
done-finished = 登记完结
done-visited = 回访
done-escalated = 上报
done-special-report = 特别事件报告
done-coordinated = 协调
done-promised = 说明时限
done-evaluated = 评估
house-rule = 内部
house-rule-promise = 承诺
house-rule-offer = 转交
house-promise = 兑现承诺
house-plan = 按方案完成
house-milestone = 按节点反馈
house-assignment = 按指派完成
house-offer = 转交有人接手
house-relay = 代收的有人受理
house-review = 复核
house-orphaned = 无人负责，安排人
party-resident = 业主
party-first-reporter = 首问业主
party-first-contact = 首问责任人
party-top-on-duty = 当班最高级别管理人员
party-lead-dept = 主办部门
party-any = 任何人
party-desk = 前台
party-other = 其他人
party-manager = 管理人员
party-holder = 现负责人
party-receiving-dept = 接手部门
party-accepting-dept = 受理部门
party-own-dept-head = 本部门主管
party-direct-superior = 直接上司
party-authorised-colleague = 获授权的同事
party-duty-post = 值班岗
party-of = { $department }{ $party }
day-workday = 工作日，计入
day-weekend = 周末
day-holiday = 节假日
day-working-weekend = 调休上班，计入
day-kind-workday = 工作日
day-kind-weekend = 周末
day-kind-holiday = 节假日
day-kind-working-weekend = 调休上班
said-written = 已记录：{ $act }（{ $record }）。
said-offered = 已转交给 { $to }（{ $record }）。对方接手之前，仍由您负责。
said-several = { $act }：{ $count } 件。
said-shift-offered = { $from } 已把 { $count } 件诉求转交给 { $to }；{ $to } 接手之前，仍由 { $from } 负责。
said-shift-taken = 交接完成：{ $count } 件诉求由 { $from } 交给 { $to }，双方都已签名。
said-picture = 责任链的图已写到 { $path }
said-rebuilt = 已从记录重算 { $count } 件诉求。
said-rebuilt-same = 结果与原来一致。
said-rebuilt-differed = 原来的视图与记录不符（{ $views }），已更正。请把这一行报告给开发者。
backup-written = 已备份 { $records } 条记录、{ $payloads } 份内容到 { $file }。备份里没有钥匙，可以放心携带。
backup-written-locked = 已备份 { $records } 条记录、{ $payloads } 份内容到 { $file }。备份时没有解锁，内容只有用本设备的钥匙才能打开。
backup-not-one = 这不是首问的备份文件：请指定由 shouwen backup 写出的那个文件。没有改动任何东西。
backup-newer = 备份的格式是 { $found }，这个版本只读到格式 { $known }：请先更新 shouwen。
backup-truncated = 备份不完整，后面缺了一截：请从原处重新复制一份。没有改动任何东西。
backup-damaged = 备份已损坏：请从原处重新复制，或换更早的一份。没有改动任何东西。
backup-not-proven = 备份里有 { $count } 条记录或内容与签名不符，没有放回：请换一份备份。
restore-done = 已放回 { $records } 条记录。下一条记录会另起一段，不会与备份之后写过的冲突。
restore-aside = 原来的数据保留在 { $path }。
restore-closed = 备份里的业主信息暂不显示：备份之后可能有内容被清除。与任一节点同步后自动显示，或运行 restore --show。
restore-read-in = 已读入 { $records } 条新记录。
restore-shown = 备份里的内容可以看了。
restore-no-keys = { $path } 里没有设备的钥匙：请先把 keys 文件夹放回来；找不回来就作为新设备加入，再用 restore --records 读入这份备份。
restore-other-organisation = 备份属于另一家公司（{ $found }），这里是 { $here }。
restore-other-device = 这是另一台设备（{ $device }）的备份，不能放回这里：可以用 restore --records 只读入其中的记录。
restore-exists = { $path } 里已有数据，没有改动：加上 --replace 会先把它改名保留。
doctor-sound = 完好：{ $records } 条记录的内容、签名和视图都已核对。
doctor-found-damage = 有损坏：核对了 { $records } 条记录。
doctor-damaged = 有损坏：请运行 doctor --repair（先停掉正在运行的节点）。受损的不会当真，能取回的会从别的节点取回。
doctor-damaged-records = 受损的记录：{ $count } 条。
doctor-damaged-payloads = 受损的内容或文件：{ $count } 份。
doctor-differing = 与记录不符的视图：{ $count } 个。
doctor-bad-signatures = 自身签名不符、由后续记录证明的记录：{ $count } 条。
doctor-in-doubt = 下一条记录会另起一段的本机日志：{ $count } 个。
doctor-missing = 别的设备提到过、这里没有的记录：{ $count } 条。
doctor-files = 与登记不符的文件（后来放进来的，或已不在的）：{ $count } 个。不在的会再向别的设备要。
doctor-cut-off = 上次没有正常关闭（断电或被强行结束）；已保存的都在。
doctor-rebuilt = 已重算视图：{ $views }。
doctor-forgot = 已确认处理完 { $count } 处副本迹象；若副本还在运行，下次遇到会再报告。
doctor-fetched = 从别的节点取回 { $count } 项，还缺 { $left } 项。
doctor-saved = 数据文件已损坏：保全了 { $rows } 行，剔除 { $damaged } 条受损的；原文件保留在 { $path }。
doctor-saved-partly = 数据文件已损坏且读不到底：保全了 { $rows } 行，剔除 { $damaged } 条受损的；原文件保留在 { $path }。
said-admitted = 已采信 { $tip } 及其后的记录。
said-founded = “{ $org }”已建立，小区“{ $site }”，数据在 { $path }。
said-organisation =
    公司公钥 { $key }
    六个词：{ $words }
said-enrol-asked = 加入申请已写到 { $file }。请交给有权授权的人批准，并当面核对六个词：{ $words }
said-enrol-approved = 已批准 { $staff }（{ $role }）使用设备“{ $device }”，答复在 { $file }。申请的六个词：{ $words }。和对方屏幕上的不一样，就不要把答复交出去。
said-enrol-joined = 本设备已加入。

## 谁负责

holds-one = 现在负责：{ $names }。
holds-contested = 多人在责：{ $names } 这 { $count } 人现在都要负责，因为没有人的接手同时覆盖他们；由其中一人（凭其他人的转交）或主管运行 settle，即可合为一人。
holds-duty-post = 在册人员中已没有人负责（原来是 { $names }）：由值班岗负责，请马上有人接手。
holds-closed = 已办结，由 { $names } 签名。
holds-handled = 事情已处理（{ $names } 签名），但还没有办结：制度要求的告知、通知或回访还没有做到，或业主还不满意。
state-open = 未办结
state-handled = 已处理，未办结
state-closed = 已办结
mark-separator = ·
mark-contested = 多人在责
mark-orphaned = 落到值班岗
mark-offered = 转交中

## 列表

list-empty = 没有诉求。
list-id = 编号
list-state = 状态
list-opened = 时间
list-matter = 事项
list-holders = 负责人
list-words = 内容
list-count = 共 { $count } 件。
list-locked = 内容和姓名锁着，没有显示：给出 PIN 才能看。

## 经过

show-heading = 诉求 { $id }  { $about }  【{ $state }】
show-first-contact-owes = 首问责任人：{ $name }，还欠业主一个答复。
show-first-contact-done = 首问责任人：{ $name }，首问责任已完结。
show-imported = 这是导入的历史：由导入人声称，没有首问责任人。
show-relay = 还没有首问责任人：登记的人是转报，服务台接手时才开始。
show-offer = 转交中：{ $from } 转给 { $to }（{ $mode }），还没有接手。
show-group-first = 与 { $others } 是同一件事；最先反映的是 { $first }。
show-group-unordered = 与 { $others } 是同一件事；谁先反映的，没有证据分先后。
show-resident = 业主：{ $who }
show-words = 内容：{ $words }
show-expectation = 期望：{ $words }
show-nobody = 未获授权的人
show-duty = 义务：{ $rule } { $task }，{ $who }，{ $due }，{ $state }
show-step = { $at }  { $who }  { $act }  [{ $record }]
show-claimed = {"  "}（声称的时间，{ $at } 写下）
show-said = {"    "}{ $field }：{ $words }
show-remark = {"    "}注意：{ $cause }
show-concerns = （涉及 { $name }）
show-flag = {"    "}请看：{ $concern }
show-clause = （{ $rule }「{ $sentence }」）
show-proposed = （可转给 { $name }）
show-stage = 诉求 { $id }：{ $stage }
stage-received = 受理
stage-in-hand = 处理中
stage-done = 已完成
show-missing = 还有 { $count } 条记录没有到达；到达后负责人可能增加。

## 责任链

chain-heading = 诉求 { $id } 的责任链
chain-legs = 各环节的首问责任人：{ $names }。
chain-opened = { $n }. { $name }  自 { $at }：登记，从第一秒起负责  [{ $record }]
chain-imported = { $n }. { $name }  自 { $at }：导入历史  [{ $record }]
chain-took = { $n }. { $name }  自 { $at }：接手  [{ $record }]
chain-closed = { $n }. { $name }  自 { $at }：办结  [{ $record }]
chain-rule-offer = {"   "}从 { $from } 手里接过：{ $from } 签名转交，接手人签名接下。
chain-rule-own = {"   "}延续 { $from } 自己的责任。
chain-rule-supervisor = {"   "}从 { $from } 手里接过：主管有权接管。
chain-rule-close = {"   "}重开 { $from } 的办结。
chain-rule-duty-post = {"   "}从 { $from } 手里接过：{ $from } 的授权已被吊销，由值班岗接管。
chain-releases-nobody = {"   "}没有解除任何人的责任：只多了一个负责人。
picture-holds = 现在负责
picture-released = 已交出
picture-closed = 办结
picture-rule-offer = 转交接手
picture-rule-own = 本人延续
picture-rule-supervisor = 主管接管
picture-rule-close = 重开
picture-rule-duty-post = 值班岗接管

## 表单

said-form = 表单已写到 { $path }
form-column-form = 表
form-column-title = 名称
form-column-state = 状态
form-column-lacking = 还缺
form-missing = 未填
form-partial = 未完
form-complete = 已完整
form-unsigned = 签名缺 { $count } 个
form-copy-first-contact = 首问部门联
form-copy-receiving = 接受部门联
form-entry-separator = ；
form-field-missing = 〔未填〕
form-field-erased = 〔内容已依法删除〕
form-field-sealed = 〔内容在此打不开〕
form-field-not-needed = —
form-unreadable = 原文打不开
form-corrected = { $to }（更正；原为：{ $from }）
form-unsigned-by = 待 { $who } 签名
form-unsigned-yet = 待签名
form-signed = { $who }　签时 { $at }（{ $proven }）　签章 { $seal }
form-between = 经证实在 { $from } 与 { $to } 之间
form-after = 经证实不早于 { $from }
form-before = 经证实不晚于 { $to }
form-own-clock = 按本人时钟
form-request = 事项编号 { $id }
form-answered = 答复
form-brief = 交接说明
form-class = 事件类别
form-competence = 本人可否解决
form-completed = 完成时间
form-conclusion = 结论
form-confirmation = 确认
form-consent = 客户同意
form-course = 经过
form-demand = 需求
form-departments = 涉及部门
form-disposal = 处置
form-event-time = 时间
form-filed = 上报公司备案
form-findings = 核实情况
form-first-handling = 初步处理
form-from = 移交人
form-handling = 处理
form-liability = 责任界定
form-losses = 伤亡与损失
form-materials = 材料清单
form-means = 方式
form-mode = 转移方式
form-nature = 性质
form-notified = 通知何人、何时
form-on-site = 到场时间
form-passed-on = 流转时间
form-pictures = 照片、录像
form-place = 地点
form-plan-or-instruction = 所用预案或何人指令
form-promised-answer = 承诺答复
form-raised-by = 提出部门
form-receiving-department = 接受部门
form-register-complete = 登记完成
form-reported-back = 反馈主管
form-reported-to = 上报部门
form-resident-told = 通知客户
form-result = 结果
form-statements = 双方陈述
form-time = 交接时间
form-to = 接收人
form-which-visit = 第几次来访
form-why-dissatisfied = 不满意原因
form-asked-by = 调查人
form-both-sides = 移交人、接收人
form-clerk = 当值接待人员或责任主管
form-completed-by = 登记完成人
form-coordinator = 协调人
form-copy-holder = 本联填写人
form-cs-officer = 客户服务员
form-first-contact = 首问责任人
form-handler = 经办人
form-planned-by = 方案制定人
form-receptionist = 接待人员
form-responsible-supervisor = 责任主管
form-told-by = 告知人
form-visited-by = 回访人

## 报表

said-report = 报表已写到 { $path }
report-title = 各组做到、待核、违规、提醒、在办
report-heading = { $from } 至 { $to }，登记 { $count } 件
report-open-end = ……
report-imported = 另有 { $count } 件导入的旧记录，没有时限，不计入以下数字
report-duties = 制度职责：做到 { $met }，违规 { $breached }，待核 { $undetermined }；在办 { $open }（各类合计）
report-own-clock = 其中只凭自记时间：做到 { $met }，违规 { $breached }
report-periodic = 定期义务（与这段时间有交集的各期）：做到 { $met }，未做 { $missed }，未到期 { $open }
report-house = 内部提醒（不是违规）：做到 { $met }，超过 { $overrun }，待核 { $unclear }（含承诺）
report-promises = 承诺：兑现 { $kept }，未兑现 { $broken }
report-dwell = 每人持有：{ $count } 段，平均 { $mean } 小时，最长 { $longest } 小时（按各自时钟）
report-passes = 交接 { $count } 次，其中换部门 { $away } 次，退回曾交出的部门 { $back } 次
report-satisfaction = 回访：满意 { $yes }，不满意 { $no }{ $scores }
report-scores = ；评分：速度 { $speed }，效果 { $result }，态度 { $manner }
report-evaluated = 已解决 { $solved } 件，其中有评估 { $evaluated } 件
report-conflicts = 冲突升级 { $conflicts } 件，表扬 { $praised } 次
report-none = （未写明）
report-by-rule = 条款
report-by-building = 楼栋
report-by-department = 部门
report-by-matter = 事项
report-by-staff = 人员
report-met = 做到
report-breached = 违规
report-undetermined = 待核
report-overrun = 提醒
report-late-open = 在办
report-hours = 平均小时
report-group = 原文
report-before = （上一期 { $count } 件）
report-hot = 热点：{ $name } { $count } 件{ $trend }
report-weak = 薄弱环节：{ $name } 违规 { $count } 次
usage-report-period = 这段时间没有长度：--from 要早于 --to
usage-day = “{ $typed }”不是日期：写成 2026-11-21
proof-count = 验证：{ $all } 条记录中 { $good } 条签名、授权和内容都成立。
proof-bad-signature = ✘ [{ $record }] { $act }：签名不成立。
proof-not-certified = ✘ [{ $record }] { $act }：没有公司授权覆盖这把钥匙。
proof-other-words = ✘ [{ $record }] { $act }：内容不是当时签名的内容。
proof-missing = 还有 { $count } 条记录没有到达，不能下结论。
proof-holds = ✔ 整条责任链成立。
proof-fails = 这条责任链还不能证明成立：见上面的说明。

## 状态

status-organisation = 公司：{ $value }
status-key = 公司公钥：{ $value }
status-words = 六个词：{ $value }
status-site = 小区：{ $value }
status-staff = 使用者：{ $value }
status-regulation = 制度：{ $value }
status-counts = 诉求 { $requests } 件，其中未办结 { $open } 件；记录 { $records } 条。
status-interest-open = 本机只向别人要未办结的和自己的诉求；在别处办结的不取。
status-interest-carry = 本机替各小区捎带密封的记录，转交给别人。
coverage = 本机所存：{ $parts }。
coverage-complete = 截至 { $at } 完整
coverage-late = { $name } 最近联系在{ $ago }
coverage-never = { $name } 从未联系上
coverage-missing = 已知还缺 { $count } 条记录
coverage-partial = 只存未办结的和自己的诉求
ago-minutes = { $count } 分钟前
ago-hours = { $count } 小时前
ago-days = { $count } 天前
status-unsynced = 还没有别的设备见证过的本机记录：{ $count } 条。
status-wants = 还没有到达的内容：{ $count } 份。
status-pending = 还不能确认来源的记录：{ $count } 条。
status-exposed = 注意：有 { $count } 个钥匙文件能被这台电脑上的其他用户读到，请把权限改为 0600。
status-pin-none = 没有设 PIN：拿到这台设备文件的人就能签名和阅读。
status-pin-locked = 已锁：要输入 PIN 才能签名和阅读。
status-pin-unlocked = 已解锁。
status-root-here = 总钥匙在这台设备上。请导出后离线保管。
status-clock = 这台设备的时钟没有经过核对：时间按本机时钟记，标为自记。
status-copy-met = 警告：在 { $address } 遇到了本设备的副本（最近一次 { $last }）。两份同时使用会签出互相矛盾的历史。请停用其中一份，把那台机器作为新设备重新加入，然后在留用的这台运行 doctor --repair。
status-copy-wrote = 警告：有一份本设备的副本正在别处写记录（最近一次 { $last }）。请找到并停用它，把那台机器作为新设备重新加入，然后在留用的这台运行 doctor --repair。
status-fork = 分叉：{ $who }（{ $device }）的钥匙自 { $since } 起签出两份历史。分叉之后有 { $count } 条没有别的设备见证过的记录不能解除别人的责任；请主管用 staff admit 采信该采信的分支：
status-fork-settled = 分叉（已无影响）：{ $who }（{ $device }）的钥匙自 { $since } 起签出两份历史，两份都保留；现在没有记录因此失效：
status-fork-branch = {"  "}分支 { $tip }：{ $records } 条，最后一条写于 { $at }，其中 { $withheld } 条暂不能解除责任

## 名册

staff-name = 姓名
staff-role = 角色
staff-post = 岗位
staff-department = 部门
staff-state = 状态
staff-id = 编号
staff-here = 在册，用本机
staff-in-force = 在册
staff-ended = 已离册
device-name = 设备
device-here = 本机
regulation-id = 编号
regulation-title = 制度
regulation-in-force = 现行
regulation-preset = 可采用
regulation-overlay = 可附加
regulation-truncated = 原文不全；缺的部分没有补写。
regulation-adoption = 现行制度（采用记录 { $record }）：
regulation-nothing-adopted = 还没有采用制度，按通用制度 R16 办：
regulation-rival = 注意：采用记录 { $record } 同时有效（两处分别采用过，当时还没有同步）。再采用一次，就以新的为准。
regulation-unread = 它的义务是更新版本写的，这个版本读不懂，不会提出；请升级。
regulation-house = 原文没有数字的词，内部提醒（绝不算违规）：
regulation-no-figure = 不提醒
word-immediate = 立即
word-promptly = 尽快
word-timely = 及时
word-appropriate = 适当的时候
word-set = 规定的时限
word-with-feedback = 与反馈同时
word-realtime = 实时
calendar-year = 年
calendar-state = 状态
calendar-off = 放假天数
calendar-work = 调休上班天数
calendar-source = 来源
calendar-adopted = 已采用
calendar-shipped = 自带，未另行采用
calendar-no-data = 缺
calendar-awaited = 已采用，文件未到
calendar-unreadable = 已采用，读不懂

## 注意

remark-newer-version = 这条记录是新版程序写的，这里看不懂，请更新 shouwen；它不会改变谁负责。
remark-wrong-stream = 这种记录不该写在这里，没有效力。
remark-not-certified = 签名的人在本小区没有有效授权，这条没有效力。
remark-no-right = 签名人的角色无权做这件事，这条没有效力。
remark-condition-fails = 做这件事要是负责人、被转交人或原作者本人，签名的人不是，这条没有效力。
remark-unknown-tenure = 接手时指明的责任不在这件诉求里，或当时他还没有看到。
remark-releases-nobody = 这次接手没有解除任何人：没有人转交给他。他自己从此也要负责。
remark-withheld = 写在吊销的界线之后，部分效力不算。
remark-late-but-valid = 写在吊销之后，但仍然有效，特此标明。
remark-forked = 这把钥匙签出过两份互相矛盾的历史；分叉之后的记录不能解除别人的责任，要主管采信其中一份。
remark-disputed = 吊销本身有争议；在总钥匙作出决定之前，这条不能解除任何人。
remark-retransfer = 转错的诉求不得再转（R09.10）：由接受部门处理并写协调单，这次转交没有效力。
remark-no-consent = 陪同前往要先征得业主同意（R09.13），这次转交没有效力。
remark-register-before-result = 结果还没有收到就完成登记（R01.13），没有效力。
remark-no-reason = 制度要求每次转交写明原因（R08.9），这次没有写，没有效力。
remark-relay = 按这里的制度只有服务台是首问（R06）：这次登记算转报，服务台接手时首问责任开始。
remark-not-named-role = 制度指定由别的角色来做，这条不能完结首问责任。
remark-regulation-withheld = 登记时所依据的制度采用记录不算数，改按 R16 办。
remark-bad-signature = 这条自己的签名不成立，但同一把钥匙后来的记录接着它，所以仍然算数。
remark-on-duty-post = 登记的人无权负责：诉求先落在值班岗，请复核，业主可能正在等。
flag-outside-matrix = 按制度，这里应当转给别的岗位。这次转交照样有效。
flag-superior-absent = 应当转给直接上司，但名册里没有在职的直接上司。这次转交照样有效。
flag-unusual-mode = 制度没有列出这种转交方式。
flag-solvable = 本部门确实无法解决的才转给别的部门，这里没有写明这个原因。
flag-double-offer = 同一件事已经转交给别人，对方还可以接手。请收回其中一个。
flag-ping-pong = 又回到了已经转出去的部门。
flag-conflict-escalated = 已经到了管理处主任，视为矛盾升级。
flag-retransfer = 转错后已由接受部门承担，又想转出；这次转交没有效力。
flag-visit-too-many = 业主跑的次数超过了制度允许的次数。
flag-notice-repeated = 又告知了一次所需材料：第一次没有一次性告知完整。
flag-evidence-unsourced = 证据没有注明来源或日期，不算完整。
flag-unsigned = 调查记录还有相关人员没有签字，不算完整。
flag-claim-outside = 声称的时间超出了别的设备见证的范围。
flag-channel-unlisted = 制度没有列出这个渠道。
advice-retransfer = 它是转错到这里的，不得再转（R09.10）。请留下处理，并写 coordinate。
advice-no-consent = 陪同前往要先征得业主同意（R09.13）。问过再加 --consent，或换一种转交方式。
advice-register-before-result = 要先收到结果才能完成登记（R01.13）。请先写 receive。
advice-no-reason = 制度要求每次转交写明原因（R08.9）。请加 --reason。
advice-unknown-tenure = 它指明的责任不在这件诉求里。用 chain 看有哪些。
advice-not-certified = 您在本小区没有有效授权。请找管名册的人。
advice-not-named-role = 制度指定由别的角色来做。请找那个角色的同事。
advice-no-right = 您的角色无权做这件事。请找主管。
advice-condition-fails = 这里要由负责人、被转交人或原作者本人来做。用 request show 看是谁。
advice-other = 责任链的规则不让它在这里算数。用 request show 看经过。
advice-phrase = 这些话制度劝您别说：{ $text }
advice-not-signed = 还没有签署。请换一种说法，或加 --anyway 写明原因照签。

## 错误

error-not-a-data-folder = { $path } 不是 shouwen 的数据文件夹。请先运行 shouwen init 或 shouwen enrol request，或用 --data 指定别的文件夹。
error-waiting = { $path } 正在等答复文件。拿到后请运行 shouwen enrol accept。
error-file = 读写不了 { $path }：{ $why }
error-config = 文件 { $path } 里有错：{ $why }
error-identity = { $path } 损坏或丢失，认不出这是哪台设备：{ $why }。请从数据文件夹的备份放回这个文件；记录还在。
error-key-damaged = { $path } 已损坏，或不是钥匙文件。请从数据文件夹的备份放回。
error-pin-wrong = PIN 不对，什么也没有改动。请再试。
error-pin-length = PIN 的长度不对：请用 { $least } 到 { $most } 个字符。
error-locked = 这台设备的钥匙锁着。请在提示处输入 PIN，或用环境变量 SHOUWEN_PIN、选项 --pin-file 给出。
error-secret-needed = 钥匙是用密钥文件锁的。请在 config.toml 里写 secret_file。
error-secret-wrong = 密钥文件打不开这台设备的钥匙。请写当时上锁用的那个文件。
error-secret-short = { $path } 太短，不能作为密钥文件。请用至少 16 个随机字节。
error-terminal = 终端读不了 PIN：{ $why }
ask-pin = PIN：{" "}
ask-reason = 为什么仍要这样说？（直接回车则不签署）{" "}
store-full = 磁盘已满，什么也没有写入。请腾出空间后重做。
store-damaged = 数据文件已损坏（{ $why }）。请停用，把文件另放（不要删除），再从别的节点或 .swb 文件取回记录。
store-record-damaged = 记录 { $record } 在磁盘上已损坏，没有用它作任何判断。请把数据文件另放，再从别的节点或 .swb 文件取回记录。
store-stopped = 先前的磁盘错误使数据库停了写入。请重新启动；之前确认过的都在。
store-disk = 磁盘出错（{ $why }）。请检查磁盘，重新启动后重做；重做没有害处。
store-stale = 记录 { $seq } 没有接在本机日志的最后一条之后，什么也没有写入。请重做。
store-refused = 数据库没有收下，什么也没有写入：{ $why }
store-missing = { $path } 没有数据文件。请从备份放回，或另用一个文件夹重新加入。
store-in-use = 另一个程序正开着这个数据文件夹，又没有应答命令。请等它结束，或先停掉它。什么也没有改动。
store-not-a-store = 数据文件不是 shouwen 的（{ $why }），没有改动它。请从备份放回，或把它另放。
store-newer = 数据文件的格式是 { $found }，这个程序只认到 { $known }，没有改动它。请更新 shouwen。
store-other-organisation = 这个文件夹里的数据属于另一家公司 { $found }，不是 { $pinned }。请从备份放回。
usage-ambiguous-count = 以 { $typed } 开头的有 { $count } 个，请多写几位。
usage-read = 读不了 { $path }：{ $why }
usage-key = “{ $typed }”不是公钥：公钥是 64 位十六进制数字。
error-whose = 要列谁的？请用 --as 说明。
error-place-request = “{ $act }”要针对一件诉求，请写编号。
error-place-none = “{ $act }”不针对某一件诉求，请不要写编号。
error-no-key = 这台设备没有 { $person } 的钥匙。请用 --as 选用本机的人，或让他在本机加入。
error-who-are-you = 有 { $count } 人共用这台设备。请用 --as 说明您是谁。
error-not-certified = 没有有效授权写明您在小区 { $site }。请找管名册的人授权。
error-no-right = “{ $act }”不在您的角色（{ $roles }）之内。可以找：{ $allowed }。
error-no-right-root = “{ $act }”不在您的角色（{ $roles }）之内：只有总钥匙能写。{ $allowed }
error-void = “{ $act }”在这里不会有效力，没有写入：{ $advice }
error-not-yours = “{ $act }”不会被采信：它超出了您的授权在本小区的范围。请找给您授权的人。
error-too-long = 文字太长：{ $bytes } 字节，最多 { $most } 字节。请写短些。什么也没有写入。
error-too-much = 一条记录写不下这么多项。请分成几条。
error-not-yet = 诉求 { $request } 所依据的记录还没有到达。请先和有它的节点同步。
error-machine-fault = 刚生成的签名验证不成立：这台设备的内存或处理器有故障，请换一台。什么也没有写入。
error-name = { $what } 要有 1 到 { $max } 个字的名称。
error-not-empty = { $path } 已经有东西了，没有改动它。请另用一个新文件夹或空文件夹。
error-regulation = 没有叫“{ $given }”的制度。现有：{ $known }。
error-document = { $file }：{ $why }
error-duty = 这份制度没有义务“{ $given }”。现有：{ $known }。
error-year = 没有自带 { $given } 年的日历；现有 { $known }。没有日历，涉及该年的期限一律待核。
error-is-overlay = “{ $given }”是补充规定，不能单独采用；请用 --overlay 加在一种制度上。
error-is-preset = “{ $given }”是一种完整的制度，不能当补充规定；请单独采用。
error-adoption-size = 一次采用最多 { $overlays } 份补充规定、{ $figures } 项期限。
error-contradiction = { $key } 说法不一：{ $first } 写 { $says }，{ $second } 写 { $other }。请用 --prefer preset 或 --prefer overlay 决定以哪一份为准。没有采用。
error-not-set = 原文把 { $duties } 的期限留给公司自定，请写明，例如 --set { $example }=PT4H（4 小时）或 --set { $example }=P3WD（3 个工作日）。没有采用。
error-init-not-set = { $given } 把 { $duties } 的期限留给公司自定。请先用别的制度（不写就是 r16）建立，再用 regulation adopt { $given } --set { $example }=PT4H 采用它。
error-not-open = “{ $given }”的期限不由公司自定。可以自定的有：{ $open }。没有采用。
error-none-open = “{ $given }”的期限不由公司自定；这份制度没有留给公司自定的期限。没有采用。
error-set-twice = “{ $given }”的期限写了两次。没有采用。
error-calendar = { $file }：{ $why }
error-calendar-empty = { $file } 里一年也没有。没有采用。
error-calendar-in-force = { $file } 已经采用，正在使用。
error-calendar-contradicts = { $file } 第 { $line } 行：{ $day } 在这里是{ $here }，在现用的 { $with } 里是{ $there }（共 { $count } 天不一致）。若要以它为准，请加 --replace。没有采用。
error-calendar-loses = { $file } 会取代 { $document }，但缺了其中的 { $years } 年；请把那一年也写进去。没有采用。
usage-set = “{ $typed }”不是期限。请写成 义务=PT30M、义务=PT4H（分钟、小时）或 义务=P3WD（工作日）；义务编号最多 24 个字母。
usage-hours = “{ $given }”不是营业时间，请写成 08:30-17:30。
nothing-held = 这件诉求现在不由您负责，没有可转交或收回的。要负责请先 take。
nothing-offered = 这件诉求没有转交给您的。
nothing-closed = 这件诉求没有办结，不用重开。
nothing-open = 这件诉求已办结。要继续处理请先重开。
nothing-contested = 不用合并：这件诉求只由您一人负责。
sealed-locked = 内容锁着：要输入 PIN 才能看。
sealed-not-here = 内容还没有到达。请和有它的节点同步。
sealed-no-key = 打开内容的钥匙还没有到达。请和能打开它的节点同步。
sealed-erased = 个人信息已依法删除；签名和责任链仍然成立。
sealed-restored = 这是备份里的内容，备份之后可能已被清除：先与任一节点同步，或运行 restore --show
sealed-broken = 内容打不开：不是当时签名的内容，或由新版程序写成。

## 加入

enrol-not-a-file = 这不是 shouwen enrol 写出的文件。请选对文件。
enrol-unproven = 申请没有由它所要的钥匙签名。请在新设备上重新申请。
enrol-not-pending = 这个文件夹没有提出过申请，或已经加入。请先在新文件夹里运行 shouwen enrol request。
enrol-other-device = 答复是给另一台设备的。请在本机重新申请并批准。
enrol-not-authorised = 答复不能证明自己：{ $why }。请重新批准。
enrol-why-record = 其中有记录损坏或没有签名
enrol-why-device = 没有通向公司公钥的设备授权
enrol-why-staff = 没有通向公司公钥的人员授权
enrol-why-site = 授权写的不是答复里的小区
enrol-why-revoked = 授权已被吊销
enrol-other-organisation = 答复来自公司 { $found }，不是 { $expected }，没有加入。请核对是找谁批准的。
grant-nobody = 您的授权不允许再授权别人。请找管理处主任。
grant-too-much = 这么大的授权只有总钥匙能给。
grant-device-role = device 和 centre 是设备的角色，请选人员的角色。
grant-unknown-role = 这个程序不认识这个角色。请更新 shouwen。
grant-keys-in-use = 这些钥匙已经授权给别人。请在那台设备上重新申请。

## 运行中的节点

control-listen = 命令到不了这个节点：{ $why }
control-broken = 正在运行的节点中断了：{ $why }。请看它的输出；它确认过的都已保存。
control-too-long = 命令太长：{ $bytes } 字节。

## 文件往来

bundle-written = 已写出 { $records } 条记录、{ $payloads } 份内容到 { $file }。
bundle-read = 已读入：{ $records } 条记录中有 { $new } 条是新的，涉及 { $requests } 件诉求。
bundle-file = 文件读写失败：{ $why }
bundle-not-one = 这不是 shouwen 写出的同步文件，什么也没有读入。请选 bundle export 写出的 .swb 文件。
bundle-version = 这个文件是新版程序写的（格式 { $found }），什么也没有读入。请更新 shouwen。
bundle-other-organisation = 这个文件属于另一家公司（{ $found }），什么也没有读入。
bundle-truncated = 文件不完整：读到 { $records } 条记录后就断了，这些已保存。请重新拷贝整个文件再读入一次，不会重复。
bundle-damaged = 文件已损坏：{ $records } 条记录之后的内容不对，之前的已保存。请重新拷贝整个文件再读入一次，不会重复。
qr-shown = 共 { $count } 张码，{ $bytes } 字节。在对方设备上：shouwen qr scan 照片…
qr-written = { $count } 张码已写到 { $file }。在对方设备上：shouwen qr scan 照片…
qr-playing = { $at }/{ $count }。请逐张拍下；按回车结束。
qr-words-left-out = { $count } 条记录的文字太长，放不进码里，下次同步时再到。
qr-scanned = 诉求 { $id }：读到 { $records } 条记录，其中新的 { $new } 条；签名全部核对过。
qr-answer = 请让转交人拍下您的回执码。
qr-invited = 本设备是 { $peer }。
qr-peer-added = 已把 { $peer } 加到对端；shouwen serve 会一直连着它。
qr-peer-known = { $peer } 本来就在对端里。
qr-part = 一组码里读到 { $read } 张，至少还要 { $needed } 张。请拍下其余的，和已有的照片一起写上。
qr-no-code = { $path } 上没有看到二维码。请靠近、拿正、避开反光再拍。
qr-foreign = { $path } 上有一个码不是 shouwen 的。
qr-damaged = { $path } 上有一个码没有读全，请重拍。
qr-newer = { $path } 上的码是更新的版本做的（格式 { $found }）。请升级 shouwen。
qr-not-a-picture = { $path } 不是能读的图片。请给 JPEG、PNG 或 WebP。
qr-picture-too-large = { $path } 太大：每边最多 16384 像素，总共约 6000 万像素。
qr-picture-damaged = 图片 { $path } 坏了（{ $why }）。请重新复制。
qr-output = { $path }：请写以 .png 或 .svg 结尾的文件，或一个文件夹。
qr-svg = { $path } 只能放一张码，这里要 { $count } 张。请写 .png 或文件夹。
qr-too-long = 共 { $kib } KiB，超过二维码能带的 32 KiB。请用文件：shouwen bundle export。
qr-to-whom = 这件诉求还没有转交给谁：请用 --to 写明。
qr-several = 照片里有 { $count } 样东西。不写 -o，回执码会逐个显示出来。
qr-not-one-request = 码里不是一件诉求的记录。请用 bundle import。
qr-unproven = 诉求 { $id } 的 { $records } 条记录已读到并保存，但证明它的东西还没到（作者的证书、登记记录或制度）。请先同步，或导入本小区的数据包。
qr-unknown = 码里的内容本版本不认识。请升级 shouwen。
qr-enrol-request = 这是一份加入申请。请用 enrol approve 和同样的照片。
qr-enrol-answer = 这是加入申请的答复。请用 enrol accept 和同样的照片。
qr-where = 还不知道别人怎么找到本设备。请运行 shouwen serve，在 config.toml 里写 listen，或用 --at 主机:端口。
qr-address = 这不是地址：{ $why }
qr-own-invitation = 这是本设备自己的码。请在另一台设备上扫。
export-written = 已把 { $count } 件诉求导出到 { $file }
export-csv = 导出表格失败：{ $why }

## 导入

import-done = 导入 { $imported } 件，已有 { $known } 件没有重复导入；未办结的 { $offered } 件已转交到岗位。
import-malformed = 有 { $count } 行读不懂，没有导入：
import-refused = 有 { $count } 行不能签名，没有导入：
import-line = {"  "}第 { $line } 行：{ $reason }
import-more = {"  "}……还有 { $count } 行；用 --json 看全部。
import-collision = 注意：不同的名称成了同一个代码 { $code }：{ $names }。要分开，就在映射文件的 [owner.values] 或 [crew.values] 里各写一个代码。
import-unreadable = { $path } 读不懂：{ $why }
import-no-column = { $path } 没有“{ $column }”这一列。现有的列：{ $known }。
row-no-key = “{ $column }”列是空的，不知道是哪一件
row-time = “{ $column }”列的“{ $value }”不是映射文件 [times] 里的任何一种写法
row-value = “{ $column }”列的“{ $value }”没有对应的词，也没有默认值
row-cells = 这一行有 { $found } 格，应有 { $expected } 格
row-utf8 = 这一行不是 UTF-8 文字
map-unknown-key = 映射文件 { $path } 第 { $line } 行：没有“{ $key }”这个键。可用：{ $allowed }。
map-missing-key = 映射文件 { $path } 第 { $line } 行：缺少“{ $key }”。
map-wrong = 映射文件 { $path } 第 { $line } 行有错：{ $why }
map-zone = 映射文件 { $path }：“{ $typed }”不是时区。请写与 UTC 的差，例如 -08:00；zone_change 的 from 写成 2020-03-08 02:00。
map-delimiter = 映射文件 { $path }：分隔符“{ $typed }”要是一个 ASCII 字符。
map-source = 映射文件 { $path }：source 不能是空的；它和 key 一起让同一行只导入一次。

## 节点相会

error-already-serving = 这个数据文件夹已有节点在运行；命令会自动交给它，不用再开一个。
usage-listen = “{ $typed }”不是监听地址。请写成 0.0.0.0:7400。
usage-unknown-peer = 不认识“{ $typed }”这个节点。请写地址（例如 192.168.1.5:7400，前面可加 公钥@），或写 peers 里列出的设备名。
serve-listening = 节点已运行，别的设备用这个地址找它：{ $address }
serve-stopping = 节点正在停止；已确认的都已保存。
serve-connected = 已连上 { $name }（{ $address }）
serve-settled = 与 { $name } 已一致，本次收到 { $count } 条记录。
serve-settled-partly = 与 { $name } 已交换完毕，收到 { $count } 条记录；双方各有对方不该有的部分。
serve-received = 从 { $name } 收到 { $count } 条新记录。
serve-witnessed = 已为看到的记录签了 { $count } 份见证。
serve-ended = 与 { $name } 的连接结束：{ $why }
serve-refused = 没有让 { $address } 进来：{ $why }
serve-found = 附近有 { $name }：{ $place }
serve-lost = { $name }（{ $place }）不再公布自己。
serve-somebody = 本公司的一台设备
serve-no-discovery = 无法寻找附近的节点：{ $why }。写好的和以前连过的节点照常连接。
serve-not-reached = 没有连上 { $peer }：{ $why }
serve-files = 从 { $name } 收全了 { $count } 个附件。
serve-files-full = 本机存附件的空间满了；文字照常收。请连上服务中心（由它保存附件），或调大 file_bytes_max。
serve-fault = 节点出错，本机的工作不受影响：{ $why }
alarm-due-soon = 快到期：诉求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-overdue = 已超时限：诉求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-overrun = 超过提醒：诉求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-period-soon = 快到期：定期义务 { $rule }，{ $who }，{ $due } 之前
alarm-period-over = 这一期没有做：定期义务 { $rule }，{ $who }，{ $due } 之前
alarm-not-taken = 转交没人接：诉求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-promise-soon = 承诺快到时间：诉求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-promise-broken = 承诺没有兑现：诉求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-orphaned = 无人负责：诉求 { $id }，值班岗 { $who }
alarm-contested = 几个人同时负责：诉求 { $id }，{ $who }
alarm-nobody = 没有人
serve-returned = 从 { $name } 取回本设备自己的记录 { $count } 条：这份数据曾被恢复过旧版本。下一条记录会接着它们另起一段。
serve-copy-met = 警告：{ $address } 是本设备的副本，已拒绝连接。请停用其中一份并重新加入；处理完后运行 doctor --repair。
serve-copy-wrote = 警告：收到本设备的钥匙在别处签出的新记录：有一份副本正在运行。请停用其中一份并重新加入；处理完后运行 doctor --repair。
serve-runtime = 节点在这台电脑上运行不了：{ $why }
serve-start = 节点启动不了：{ $why }
sync-equal = 与 { $name } 已一致：收到 { $received } 条，送出 { $sent } 条。
sync-part = 与 { $name } 已交换：收到 { $received } 条，送出 { $sent } 条；双方要的都有了。
sync-partly = 与 { $name } 已交换：收到 { $received } 条，送出 { $sent } 条；双方存的还不全一样。
sync-not-reached = 没有连上对方，本机什么也没有改动：{ $why }。请核对地址，看对方的节点是否在运行。
sync-ended = 与 { $peer } 的同步中断：{ $why }。已收到的都已保存，再同步一次会接着进行。
sync-other-organisation = { $peer } 属于另一家公司，什么也没有交换。请核对地址。
sync-stopped = 节点已停止，没有同步。
peers-none = 还没有遇到过别的节点。
peers-key = 密钥
peers-address = 地址
peers-last = 最近联系
peers-to-send = 待送出
peers-to-receive = 待收取
peers-clock = 对方时钟
peers-store = 存储
peers-live = 已连上
peers-revoked = 已吊销
peers-never = 从未连上
peers-all = 全部
peers-unknown = 不清楚
peers-clock-equal = 一致（{ $quality }）
peers-clock-ahead = 快 { $seconds } 秒（{ $quality }）
peers-clock-behind = 慢 { $seconds } 秒（{ $quality }）
peers-clock-synced = 已由授时服务校准
peers-clock-peer = 已对过
peers-clock-unchecked = 未校准
peers-trouble = { $name } 没有连上：{ $why }
peers-trouble-stays = { $name } 没有连上，只偶尔再试：{ $why }

## 系统

io-not-found = 没有这个文件或文件夹
io-permission = 没有权限
io-full = 磁盘已满
io-folder = 这是文件夹，不是文件
io-no-folder = 路径中有一段不是文件夹
io-read-only = 磁盘只能读不能写
name-organisation = 公司
name-site = 小区
name-device = 设备
name-person = 人员

## 事实

fact-separator = ，
fact-yes = 是
fact-no = 否
fact-resident = 业主
fact-first-reporter = 首问业主
fact-to = 对象：{ $value }
fact-with = 与：{ $value }
fact-what = { $value }
fact-means = { $value }
fact-mode = { $value }
fact-reason = 原因：{ $value }
fact-reached = 已联系上
fact-not-reached = 未联系上
fact-consent = 业主同意陪同：{ $value }
fact-because = 依据吊销 { $value }
fact-outcome = { $value }
fact-due = 期限 { $value }
fact-delegation = 代为处理
fact-coordination = { $value }
fact-departments = 涉及：{ $value }
fact-department = 部门：{ $value }
fact-lead = 主办：{ $value }
fact-concluded = 已协调完毕
fact-competence = { $value }
fact-self-identified = 已自报姓名
fact-repeat-back = 已复述确认
fact-claimed = 原状态：{ $value }
fact-owner = 原部门：{ $value }
fact-crew = 原班组：{ $value }
fact-opened = 受理 { $value }
fact-serviced = 处理 { $value }
fact-closed = 办结 { $value }
fact-class = { $value }
fact-matter = { $value }
fact-subject = { $value }
fact-hazard = 安全隐患：{ $value }
fact-emergency = 紧急：{ $value }
fact-major = 重大投诉：{ $value }
fact-complex = 复杂：{ $value }
fact-field = 需到现场：{ $value }
fact-solvable = 能当场解决：{ $value }
fact-papers = { $value }
fact-liability = { $value }
fact-confirms = 确认 { $value }
fact-plan = 预案 { $value }
fact-understood = 业主听明白了
fact-out-of-scope = 不在服务范围
fact-refusal = 婉拒
fact-replaces = 代替 { $value }
fact-place = { $value }
fact-findings = { $value }
fact-asked = 请会签：{ $value }
fact-record = 针对 { $value }
fact-corrected = 更正{ $value }
fact-responsible = 负责人 { $value }
fact-waiting = 等待{ $value }
fact-resumed = 恢复处理
fact-cause = { $value }
fact-how = { $value }
fact-losses = { $value }
fact-ground = { $value }
fact-other = 与 { $value }
fact-undone = 撤销
fact-visit = 第 { $value } 次
fact-satisfaction = 满意度 { $value }
fact-satisfied = 满意：{ $value }
fact-speed = 速度 { $value }
fact-result = 效果 { $value }
fact-manner = 态度 { $value }
fact-verified = 已核实部门答复
fact-finding = { $value }
fact-rule = 条款 { $value }
fact-person = 涉及 { $value }
fact-sanction = { $value }
fact-legal-ground = { $value }
fact-countersigns = 会签 { $value }
fact-objects = 反对 { $value }
fact-hold = 暂不删除
show-facts = {"    "}{ $facts }
show-between = {"    "}由别的设备见证：{ $from } 之后，{ $to } 之前
show-after = {"    "}由别的设备见证：{ $from } 之后
show-before = {"    "}由别的设备见证：{ $to } 之前
said-shift-kept = 有 { $count } 件按制度不能转交，仍由 { $from } 负责：

## 演示

demo-organisation = 清源物业
demo-site = 翠苑三区
demo-centre = 服务中心
demo-gate = 东门岗
demo-van = 工程车
demo-manager = 陈静怡
demo-guard = 赵德柱
demo-technician = 孙宏
demo-officer = 吴静
demo-door = 门禁
demo-door-words = 6 号楼单元门刷卡打不开了
demo-door-room = 6-0802
demo-door-result = 更换读卡器，试了三张卡都能开
demo-pipe = 爆管
demo-pipe-words = 厨房水槽下的热水管爆了
demo-pipe-room = 4-1103
demo-pipe-result = 关阀换软管，不再渗水
demo-founded = 三个真实节点，各有各的存储，经本机 QUIC 相会：服务中心 { $centre }，东门岗 { $gate }，工程车 { $van }
demo-online = ── 上午，有网络 ──
demo-offline = ── 工程车下到地库，东门岗断网：各自照常工作 ──
demo-together = ── 网络恢复，三个节点相会 ──
demo-lift-words = 3 号楼电梯这个月第三次停在半路
demo-lift-again = 修好才两个小时，电梯又停了
demo-leak-words = 楼上漏水，卫生间天花板湿了一片
demo-machine-words = 健身器材的踏板断了，怕孩子受伤
demo-lights-words = 地下车库 B 区的灯全灭了
demo-lift-room = 3-1204
demo-leak-room = 5-0602
demo-machine-room = 2-0301
demo-lights-room = 1-1501
demo-lift-result = 更换门机变频器，试运行正常
demo-chains = ── 责任链，在工程车上看 ──
demo-equal = 三个节点的记录相同：{ $records } 条，摘要 { $digest }。
demo-verified = 在三个节点上共核对 { $count } 个签名，全部有效。
demo-took = 以上用时 { $ms } 毫秒。
demo-history = ── 旧系统的 { $rows } 件诉求 ──
demo-carried = 服务中心导入用时 { $import } 毫秒；门岗和工程车同时取齐用时 { $sync } 毫秒。
demo-kept = 数据保留在 { $folder }：例如 shouwen --data { $folder }/gate request list
demo-differ = 三个节点的记录不相同：请报告这个错误，并附上 --keep 的文件夹。
demo-passed-on = 转错部门的诉求竟能再转出去：请报告这个错误。
demo-logged = { $who }登记{ $what }：“{ $words }”。从第一秒起由{ $who }负责。
demo-offered = { $from }把{ $what }转交给{ $to }；对方接手之前，仍由{ $from }负责。
demo-taken = { $who }签名接手{ $what }。
demo-finished = { $who }办结{ $what }：{ $result }；已告知业主，关闭。
demo-declined = { $who }不接{ $what }：不归他管。{ $giver }仍负责。
demo-recalled = 与此同时{ $who }把{ $what }收回自己处理：谁也不知道对方做了什么。
demo-reopened = 业主又来找{ $who }：“{ $words }”。已关闭的{ $what }重新打开。
demo-contested = { $what }现在由两人同时负责：{ $names }。没有人被悄悄解除责任。
demo-settled = 主管{ $who }接手{ $what }，两份责任合为一份。
demo-coordinated = { $what }转错了部门。按 R09.10，{ $who }不把业主推来推去：自己留下，开内部协调单给工程部。
demo-refused = 若要把{ $what }再转出去，节点拒绝签名：{ $why }
demo-limits = ── 再换两部制度，看时限怎么走 ──
demo-adopted = 小区改用“{ $title }”。此前登记的，永远按 R09 判断。
demo-completed = { $who }处理完{ $what }：{ $result }。
demo-told-back = { $who }把{ $what }的处理结果告知{ $to }：R01.9 要求 60 分钟内。
demo-registered = { $who }已转告业主，完成{ $what }的《首问事项登记》。
demo-satisfied = { $who }一刻钟内到场（R10.3），已告知业主并问过：对{ $what }的处理满意。
demo-duties = { $what }这件事，谁按哪一条该做什么、何时之前（{ $who }看到的）：
demo-lift = 电梯
demo-leak = 漏水
demo-machine = 健身器材
demo-lights = 车库的灯

## 没有连上

net-name = 找不到“{ $place }”（{ $why }）
net-no-answer = { $address } 没有应答
net-no-key = 对方没有出示设备公钥，不是 shouwen 节点
net-barred = 对方设备 { $peer } 已被吊销
net-unexpected = 那里应答的是另一台设备（{ $peer }），不是要找的那台
net-here = 这台电脑发不出连接：{ $why }
net-fault = 程序出错，请报告：{ $why }
net-handshake = 握手失败：{ $why }
net-closed-here = 连接由本机结束
net-silent = 对方没有及时应答
net-oversized = 对方发来的消息超过 1 MiB 的上限
net-cut-off = 连接在一条消息中间断了
net-ended = 连接已结束
net-refused-here = 本机拒绝了对方：{ $why }
net-by-peer = 对方结束了同步：{ $why }
net-version = 两边没有共同的协议版本（对方 { $low } 到 { $high }），请更新旧的那个
net-peer-version = 两边没有共同的协议版本，请更新旧的那个
net-organisation = 两边属于不同的公司，请核对地址
net-reflected = 收到了自己发出的问候：路上有东西在回送消息
net-flooded = 对方发得太快，来不及保存
net-protocol = 对方发来的消息不合规则（{ $what }）
net-store = 本机的数据库读写不了，请检查磁盘后重新启动
net-again = 需要重新开始一次同步，请再同步
net-scattered = 本机的记录太零散，一次比对不完；请运行 shouwen rebuild
net-peer-silent = 它太久没有听到本机
net-peer-code = 它不接受本机发去的消息（代码 { $code }）
net-peer-store = 它的数据库读写不了
net-not-certified = 这台设备没有加入公司，请先用 enrol 加入
net-revoked = 这台设备的授权已被吊销，请找主管重新加入
net-wrong-key = 连接用的钥匙和授权里的不同，请重新加入
net-same-store = 两端是同一份数据：磁盘被复制过，或节点拨给了自己；请把复制的那台作为新设备加入
net-busy = 它已连满，请稍后再试

## 授权

cmd-staff-certify = 授权一位同事也在这台设备上签名
said-certified = 已授权 { $staff }（{ $role }）在这台设备上签名；多人共用时用 --as 说明是谁。
