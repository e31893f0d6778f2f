### 首問 shouwen 的全部文字（繁體中文）。鍵名三個檔案相同；`{ $x }` 由程式填入。

## 角色

role-operator = 操作人員
role-team_lead = 班組長
role-handler = 經辦人
role-contractor = 外包人員
role-emergency_team = 應急處理小組
role-duty_receptionist = 當值接待人員
role-cs_officer = 客戶服務員
role-dept_head = 責任部門主管
role-dept_cs_supervisor = 部門客戶服務主管
role-cr_supervisor = 客戶關係主管
role-cs_director = 客戶服務主任
role-function_dept = 職能部門
role-senior_leader = 分管領導
role-responsible_supervisor = 責任主管
role-site_manager = 管理處主任
role-auditor = 督查內審
role-owners_committee = 業主委員會
role-device = 設備
role-centre = 服務中心設備

## 渠道

channel-visit = 來訪
channel-phone = 來電
channel-night_phone = 夜間來電
channel-hotline_24h = 24小時熱線
channel-letter = 來函
channel-oral = 口頭
channel-written = 書面
channel-mail = 電子郵件
channel-app = 業主APP
channel-wechat_oa = 微信公眾號
channel-chat_group = 微信群
channel-forum = 座談會
channel-from_company = 公司轉來
channel-from_committee = 業委會轉來
channel-patrol = 巡邏發現
channel-other = 其他渠道
channel-survey = 問卷

## 事項

matter-enquiry = 諮詢
matter-repair = 報修
matter-complaint = 投訴
matter-suggestion = 建議
matter-help = 求助
matter-transaction = 業務辦理
matter-report = 舉報
matter-dispute = 鄰里糾紛
matter-safety = 安全隱患
matter-praise = 表揚

## 對象

subject-fire = 火情
subject-flood = 水浸
subject-electric = 用電險情
subject-gas = 燃氣險情
subject-construction = 施工事故
subject-public_order = 治安事件
subject-traffic = 交通事故
subject-urgent_help = 緊急求助
subject-natural_disaster = 自然災害
subject-repair = 一般報修
subject-complaint = 一般投訴
subject-possible_hazard = 可能的隱患
subject-burst_pipe = 水管爆裂
subject-electric_fault = 電路故障
subject-public_safety_equipment = 公共安全設施
subject-cleaning = 環境衛生
subject-noise = 噪音
subject-enquiry = 一般詢問
subject-suggestion = 意見建議
subject-dispute = 糾紛
subject-safety = 安全

## 類別

class-c1 = 一類
class-c2 = 二類
class-c3 = 三類
class-urgent = 緊急
class-important = 重要
class-general = 一般
class-repair = 維修類
class-complaint = 投訴類
class-dispute = 糾紛類
class-safety = 安全類

## 職責

competence-own = 自身職責
competence-single_dept = 單一部門
competence-multi_dept = 多部門
competence-unclear = 不能清楚判定
competence-cross_office = 跨管理部
competence-out_of_scope = 不屬於本系統管轄

## 手續

papers-complete = 手續完備
papers-incomplete = 手續不完備
papers-not_needed = 無需手續

## 責任歸屬

liability-property = 物業責任
liability-fitout = 裝修施工責任
liability-developer = 開發商遺留
liability-natural = 自然因素
liability-third_party = 第三方責任
liability-resident = 業主自身

## 聯絡方式

means-phone = 電話
means-radio = 對講機
means-in_person = 當面
means-message = 簡訊或微信
means-letter = 書信
means-app = 業主APP

## 轉交方式

mode-phone = 電話接通
mode-come = 到現場接手
mode-escort = 陪同前往
mode-guide = 指引前往
mode-record = 轉單
mode-face = 面對面
mode-held = 代收轉辦

## 原因

reason-absent = 人員不在崗
reason-special = 特殊原因
reason-unsolvable = 無法解決
reason-unreachable = 聯絡不上
reason-misdirected = 轉錯了部門
reason-not_own = 非自身職責
reason-shift_end = 交接班
reason-busy = 正忙
reason-rule = 制度要求
reason-time = 將到時限
reason-major = 重大事項
reason-conflict = 矛盾升級
reason-reassigned = 重新指派
reason-other = 其他原因

## 告知內容

topic-department = 接管部門
topic-contact = 聯絡方式
topic-procedure = 辦理程序
topic-limit = 辦理時限
topic-time = 預計時間
topic-documents = 所需材料（一次性告知）
topic-reason = 原因
topic-progress = 進度
topic-result = 處理結果
topic-other_authority = 應找的其他單位

## 承諾

promised-callback = 回電
promised-deadline = 辦結期限
promised-visit = 上門
promised-result = 結果
promised-milestone = 階段節點

## 當班

duty-top_on_duty = 當班最高管理人員
duty-emergency_team = 當班應急小組
duty-leader = 當班分管領導

## 協調

coordination-several_departments = 多部門責任
coordination-misdirected = 責任轉移錯誤

## 調查

findings-site_survey = 現場勘查
findings-records = 查閱記錄
findings-interviews = 詢問人員
findings-mediation = 調解

## 等待

waiting-parts = 配件
waiting-resident = 業主
waiting-third_party = 第三方
waiting-weather = 天氣
waiting-papers = 手續材料

## 結果

outcome-resolved = 已解決
outcome-definite_answer = 已明確答覆
outcome-explained = 已解釋說明
outcome-referred = 已轉介
outcome-withdrawn = 業主撤回
outcome-in_procedure = 已進入正常程序
outcome-partly_resolved = 部分解決
outcome-not_resolved = 未解決

## 成因

cause-wear = 自然老化
cause-misuse = 使用不當
cause-workmanship = 施工質量
cause-design = 設計缺陷
cause-weather = 天氣
cause-neighbour = 鄰里原因
cause-staff = 員工原因
cause-unknown = 原因不明

## 驗收

acceptance-drawn = 簽名
acceptance-spoken = 口頭同意
acceptance-refused = 拒籤

## 完成

finished-register = 登記完成
finished-first_contact = 首問責任

## 依據

ground-handover = 已交接
ground-completion_notice = 完成通知
ground-result_recorded = 結果已記錄
ground-informed = 業主已被告知
ground-answered = 已明確答覆
ground-satisfied = 業主滿意
ground-explained = 已解釋說明

## 損失

loss-injury = 人員受傷
loss-death = 人員死亡
loss-property = 財產損失
loss-none = 無損失

## 檔案

media-jpeg = JPEG圖片
media-png = PNG圖片
media-webp = WebP圖片
media-audio = 錄音
media-video = 錄影
media-pdf = PDF檔案
shows-before = 處理前
shows-after = 處理後
shows-evidence = 證據
shows-voice = 語音
shows-document = 文書
source-staff = 工作人員
source-resident = 業主
source-camera = 監控
source-third_party = 第三方

## 欄位

field-name = 姓名
field-phone = 電話
field-room = 房號
field-words = 內容
field-expectation = 期望
field-brief = 交接說明
field-advice = 意見
field-measures = 措施
field-result = 結果
field-resources = 資源保障
field-statement = 陳述
field-lesson = 經驗教訓
field-signature = 簽名
field-caption = 圖片說明
field-address = 地址
field-row = 原始行
field-reply = 申辯
field-place = 地點
field-class = 類別
field-matter = 事項
field-target = 投訴對象
field-occurred = 事發時間
field-condition = 當前狀態

## 檢查

finding-holds = 屬實合規
finding-violation = 違規
finding-commendation = 表揚
finding-reply = 本人申辯
sanction-none = 不處理
sanction-warning = 警告
sanction-penalty = 處罰
sanction-reward = 獎勵
legal-ground-consent_withdrawn = 撤回同意
legal-ground-purpose_ended = 目的已實現
legal-ground-retention_ended = 保存期屆滿
legal-ground-unlawful = 處理違法
legal-ground-request = 本人要求
claimed-open = 未辦結
claimed-closed = 已辦結
claimed-cancelled = 已取消

## 記錄種類

act-Open = 登記
act-Import = 匯入歷史
act-Classify = 分類
act-Report = 緊急報告
act-Confirm = 確認
act-Answer = 答覆
act-Tell = 告知
act-Promise = 承諾
act-Consult = 請示
act-Offer = 轉交
act-Take = 接手
act-Decline = 不接
act-Coordinate = 協調
act-Assign = 指派
act-Arrive = 到場
act-Investigate = 調查
act-Countersign = 會籤
act-Plan = 方案
act-Progress = 進展
act-Complete = 處理完畢
act-Receive = 收到結果
act-Accept = 業主驗收
act-Visit = 回訪
act-Escalate = 上報
act-SpecialReport = 特別事件報告
act-Finish = 完結
act-Close = 辦結
act-Link = 關聯
act-CountVisit = 來訪計次
act-Attach = 附件
act-Note = 備註
act-Correct = 更正
act-Evaluate = 評估
act-Find = 檢查認定
act-Erase = 刪除個人資訊
act-Erased = 已刪除
act-Certify = 授權
act-Revoke = 吊銷
act-Admit = 採信
act-Shift = 排班
act-DutyPost = 值班崗
act-SiteKey = 小區密鑰
act-WrapFor = 密鑰分發
act-AdoptRegulation = 採用制度
act-AdoptCalendar = 採用日曆
act-Directory = 名錄
act-Successor = 繼任密鑰
act-Retention = 保存期限
act-Receipt = 見證

## 用法

list-separator = 、
help-template =
    <about-with-newline>
    用法：<usage>
    {""}
    <all-args>
help-commands = 命令
help-arguments = 參數
help-options = 選項
help-global = 通用選項
help-values = 。可用：{ $values }
usage-line =
    {""}
    用法：{ $usage }
    加 --help 看說明。
usage-no-value = { $arg } 後面要寫一個值。
usage-value = { $arg } 不認識「{ $value }」。可用：{ $values }。
usage-bad-value = { $arg } 的值「{ $value }」不對：要一個在範圍內的整數。
usage-unknown-arg = 沒有「{ $arg }」這個選項。{ $near }
usage-unknown-command = 沒有「{ $name }」這個命令。{ $near }
usage-near = 是不是想寫「{ $suggested }」？
usage-missing = 還缺：{ $args }。
usage-no-command = 還缺命令。
usage-conflict = { $arg } 不能和 { $prior } 一起用。
usage-number = { $arg } 寫的次數或值的個數不對。
usage-blank = 「{ $field }」是空白的。沒有就不寫這個選項；記錄會永遠保留，不寫空話。
usage-nothing-said = 什麼也沒有寫：至少給一個選項。
usage-notified = 「{ $typed }」看不懂。請寫成「誰@時間」，例如：李主管@2026-03-01 08:30。
usage-correct-words = 更正「內容」欄位時不能再寫 --words：兩者會放在同一處。理由請另寫一條 note。
usage-time = 「{ $typed }」不是時間。請寫成 2026-03-01 08:30（小區當地時間），可加秒和毫秒；或寫 RFC 3339，例如 2026-03-01T08:30:00+08:00。
usage-future = { $typed } 還沒有到：本機現在是 { $now }。只登記已經發生的事；不寫 --happened 就是現在，本機時間不對請先校準。
usage-id = 「{ $typed }」不是編號。編號是十六進位數字，至少寫前 { $digits } 位。
usage-unknown-request = 這裡沒有編號以 { $typed } 開頭的訴求。請核對編號，或先和有它的節點同步。
usage-unknown-record = 這件訴求裡沒有編號以 { $typed } 開頭的記錄。用 chain 看各條記錄的編號。
usage-ambiguous-id = 以 { $typed } 開頭的不止一個：{ $found } ……請多寫幾位。
usage-unknown-staff = 名冊裡沒有「{ $typed }」。現有：{ $known }。
usage-ambiguous-staff = 叫「{ $typed }」的不止一人：{ $found }。請改寫人員編號的前幾位。
usage-unknown-post = 沒有「{ $typed }」這個崗位。現有：{ $known }。
usage-unknown-audience = 不知道「{ $typed }」是誰。可寫：resident（業主）、first-reporter（首問業主）、role:角色、post:崗位、on-duty:當班，或者人名。
usage-code = 「{ $typed }」不能作為代碼。代碼用小寫字母、數字、點和連字元，最多 24 個；或寫名錄裡的名稱。
usage-place-flat = 「{ $typed }」是住戶的房號：地點只寫到樓、單元或公共區域，誰都看得到、永遠留存。房號請寫在 --room。

## 命令

cmd = 首問責任制：離線可用、人人簽名的責任鏈。
cmd-demo = 在這台電腦上演示一個小區：服務中心、崗亭、維修車
cmd-init = 新建一個物業公司：總鑰匙、第一台設備、第一位主管
cmd-enrol = 新設備加入
cmd-enrol-request = 在新設備上：生成鑰匙，寫出加入申請
cmd-enrol-approve = 在有權授權的設備上：批准申請，寫出答覆
cmd-enrol-accept = 在新設備上：收下答覆，正式加入
cmd-serve = 執行節點：與其他節點保持同步
cmd-status = 這台設備是誰、存了什麼、還有什麼沒送出
cmd-rebuild = 從記錄重算全部視圖，並核對
cmd-doctor = 檢查記錄、簽名、內容和視圖是否完好，還有什麼存疑
cmd-backup = 把這台設備的資料（不含鑰匙）備份成一個檔案
cmd-restore = 把備份放回原設備的資料夾，或讀入其中的記錄
cmd-request = 訴求：登記、查看、轉交、辦理
cmd-request-open = 登記一件訴求；登記的人就是首問責任人
cmd-request-list = 列出訴求
cmd-request-show = 看一件訴求：現在誰負責、經過、業主資訊
cmd-request-offer = 轉交：對方接手之前，仍由您負責
cmd-request-take = 接手轉給您的訴求；對已辦結的就是重開
cmd-request-decline = 不接轉給您的訴求
cmd-request-recall = 收回您的轉交
cmd-request-settle = 多人在責時，由一人接過全部責任
cmd-request-close = 辦結
cmd-request-attach = 附上照片、錄音、錄影或 PDF
cmd-request-file = 把附件寫到檔案裡
cmd-request-classify = 分類
cmd-request-report = 緊急情況報告
cmd-request-confirm = 與人核實確認
cmd-request-answer = 答覆業主
cmd-request-tell = 告知業主或同事
cmd-request-promise = 承諾一個時間
cmd-request-consult = 請示
cmd-request-coordinate = 部門之間協調（內部）
cmd-request-assign = 指派經辦人
cmd-request-arrive = 到達現場
cmd-request-investigate = 調查核實
cmd-request-countersign = 在別人的記錄上會籤
cmd-request-plan = 定方案和期限
cmd-request-progress = 記錄進展、等待或恢復
cmd-request-complete = 處理完畢
cmd-request-receive = 首問責任人收到處理結果
cmd-request-accept = 業主驗收
cmd-request-visit = 回訪
cmd-request-escalate = 向上報告
cmd-request-special-report = 特別事件報告
cmd-request-finish = 完結登記或首問責任
cmd-request-link = 與另一件訴求關聯為同一件事
cmd-request-count-visit = 記錄業主第幾次來訪
cmd-request-note = 備註
cmd-request-correct = 更正較早的記錄；原記錄不會被覆蓋
cmd-request-evaluate = 評估總結
cmd-request-find = 檢查認定，或本人申辯
cmd-request-erase = 刪除個人資訊（需要第二位主管或總鑰匙會籤）
cmd-handover = 交班：把名下全部訴求一次轉交
cmd-take = 接班：一次接手轉給您的全部訴求
cmd-chain = 責任鏈：誰、何時、從誰手裡、憑誰的簽名負責
cmd-duty = 義務：誰、什麼時候以前、按哪一條、該做什麼
cmd-duty-list = 列出義務和期限
cmd-duty-explain = 一項義務從何而來、怎樣計時、憑什麼判定
cmd-form = 制度自己的表單 F1–F18，按記錄填好；不指名則列出各表還缺什麼
cmd-report = 報表：按時、違規、待核、停留、踢皮球、滿意、承諾，以及數字的完整程度
cmd-sync = 和另一個節點同步一次
cmd-peers = 列出認識的節點
cmd-bundle = 用檔案代替網路同步
cmd-bundle-export = 把記錄寫進檔案（隨身碟、郵件、微信都可以帶走）
cmd-bundle-import = 讀入別的節點寫出的檔案；重複讀入沒有害處
cmd-qr = 沒有網路也能交接：一台設備亮碼，另一台拍照
cmd-qr-offer = 轉交一件訴求，並把它顯示成二維碼
cmd-qr-scan = 讀二維碼的照片：轉給您的就接手，並顯示給轉交人拍的回執碼
cmd-qr-invite = 顯示本設備的位址，讓別的設備連過來
cmd-export = 把訴求匯出為表格或 JSON
cmd-import = 匯入以前的訴求
cmd-import-csv = 按對應檔匯入 CSV；匯入的是歷史，不是簽名的責任
cmd-regulation = 首問責任制度
cmd-regulation-list = 列出自帶的制度
cmd-regulation-show = 顯示一個制度的全文，或現行的制度
cmd-regulation-adopt = 採用一種制度：以後登記的訴求都按它
cmd-regulation-check = 逐字檢查自己編寫的制度
cmd-regulation-diff = 列出兩份制度的不同之處
cmd-regulation-due = 計算一項義務的期限：純算術，供任何人核對
cmd-calendar = 工作日曆
cmd-calendar-list = 列出各年的日曆：來源、是否現行、缺哪一年
cmd-calendar-adopt = 採用一份日曆（由您簽名）：以後按它計算工作日
cmd-staff = 人員
cmd-staff-list = 列出人員、角色和崗位
cmd-staff-admit = 採信分叉後的一個分支：寫到它的哪一條為止，以及其後的記錄
cmd-device = 設備
cmd-device-list = 列出設備
cmd-completions = 輸出命令補全指令稿
cmd-man = 輸出手冊頁

## 選項

arg-data = 資料夾（也可用環境變數 SHOUWEN_DATA）
arg-json = 輸出一個 JSON 文檔，供程式使用
arg-lang = 語言（否則看環境變數 LANG）
arg-as-staff = 以誰的身份簽名（多人共用設備時）
arg-pin-file = 從檔案讀 PIN（也可用環境變數 SHOUWEN_PIN）
arg-asks = 簽署制度勸您別說的話之前先問
arg-help = 顯示說明
arg-version = 顯示版本
arg-demo-keep = 保留演示的資料，放進這個資料夾
arg-org = 物業公司名稱
arg-site = 小區（項目）名稱
arg-device = 這台設備的名稱
arg-staff = 使用者姓名
arg-init-regulation = 採用的制度編號，例如 r09（不寫就是 r16）
arg-role = 角色，多個用逗號隔開
arg-post = 崗位代碼，多個用逗號隔開
arg-output = 寫到哪個檔案
arg-doctor-repair = 修復能安全修復的：重算視圖、保全受損的資料、向別的節點取回缺少的；副本已處理完也用它確認
arg-backup-file = 寫到哪個檔案
arg-restore-file = 備份檔案
arg-replace = 已有資料時把它改名保留，再放回備份
arg-records = 只讀入記錄，不替換任何東西（別的設備的備份也可以）
arg-show = 立即顯示備份裡的內容，不等與別的節點同步
arg-enrol-approve-file = 加入申請檔案
arg-enrol-accept-file = 批准答覆檔案
arg-listen = 監聽地址，例如 0.0.0.0:7400
arg-peer = 對端節點的地址或名稱
arg-no-discovery = 不在區域網路裡公布本節點，也不尋找別的節點
arg-id = 訴求編號的前幾位（至少 6 位）
arg-ids = 訴求編號，可寫多個
arg-staff-admit-records = 分支末尾的記錄編號前幾位（見 status），可寫多個
arg-happened = 事情實際發生的時間（不寫就是現在），記為本人聲稱
arg-channel = 從哪個渠道來
arg-matter = 是什麼事項
arg-subject = 具體對象
arg-class = 類別（緊急程度）
arg-place = 地點代碼或名稱：到樓棟、單元或公共區域為止
arg-competence = 屬於誰的職責
arg-self-identified = 已報自己的姓名或工號
arg-repeat-back = 已向業主複述確認
arg-name = 業主姓名
arg-phone = 業主電話
arg-room = 業主房號
arg-text = 訴求內容
arg-photo = 要附上的照片（可寫多次）；照片用不了，訴求照樣登記
arg-request-attach-file = 照片（JPEG、PNG、WebP）、錄音、錄影或 PDF
arg-form-form = 表單，F1 到 F18
arg-html = 寫成可列印的網頁檔
arg-report-from = 從哪天登記的
arg-report-to = 到哪天為止（含當天）
arg-by = 按什麼匯總
arg-csv = 寫成 CSV 檔
arg-report-svg = 畫成條形圖
arg-shows = 拍的是什麼
arg-source = 誰提供的
arg-caption = 說明，和檔案一起加密
arg-visible = 業主可以看
arg-number = 第幾個附件，見 request show
arg-thumbnail = 只要小圖
arg-expect = 業主的期望
arg-target = 投訴對象
arg-occurred = 事發時間(文字)
arg-condition = 當前狀態
arg-key = 自定的唯一串：重複登記時不會變成兩件
arg-mine = 我現在負責的
arg-late = 已超過期限的
arg-at = 按這個時間來看（不寫就是現在）
arg-duty-list-by = 這個人的
arg-duty-list-open = 還要有人去做的
arg-duty-list-request = 這件訴求的
arg-duty-explain-id = 訴求編號；後面可加條款或義務：a1b2c3/R01.6；定期的寫條款：R10.11
arg-first-contact = 我是首問、還沒完結的
arg-offered = 轉給我、等我接手的
arg-open = 還沒辦結的
arg-contested = 多人在責的
arg-orphaned = 沒有在冊人員負責、落到值班崗的
arg-queue = 窗口排隊的訴求，按登記順序
arg-search = 按內容查找
arg-resident = 只看業主可以看到的
arg-to = 轉給誰
arg-request-offer-to = 轉給哪位同事或哪個崗位
arg-request-assign-to = 指派給哪位同事
arg-mode = 怎樣轉交
arg-reason = 原因
arg-brief = 交接說明：讓接手的人不必再問業主
arg-consent = 業主同意陪同
arg-reached = 已經聯絡上對方
arg-words = 文字說明
arg-anyway = 為什麼仍用制度勸您別說的話
arg-outcome = 結果
arg-hazard = 是安全隱患
arg-emergency = 是緊急情況
arg-major = 是重大投訴
arg-complex = 是複雜事項
arg-request-classify-field = 需到現場
arg-solvable-now = 能當場解決
arg-papers = 手續是否齊全
arg-liability = 責任歸屬
arg-confirms = 確認哪一條分類記錄
arg-means = 用什麼方式
arg-with = 和誰確認
arg-plan = 所用預案的代碼
arg-understood = 對方聽明白了
arg-out-of-scope = 不在我們的服務範圍
arg-refusal = 婉拒了要求
arg-what = 是什麼
arg-because = 依據哪一條吊銷記錄（值班崗代辦時）
arg-due = 到什麼時間
arg-replaces = 代替哪一條承諾
arg-whom = 向誰請示
arg-advice = 得到的意見
arg-kind = 協調類型
arg-department = 部門代碼或名稱
arg-lead = 主辦部門
arg-concluded = 已協調完畢
arg-delegation = 代為處理
arg-findings = 怎樣查明的
arg-ask = 請誰會籤
arg-statement = 各方陳述
arg-record = 記錄編號的前幾位
arg-deadline = 完成期限
arg-responsible = 負責人
arg-milestone = 階段時間，多個用逗號隔開
arg-measures = 措施
arg-resources = 所需資源
arg-waiting = 在等什麼
arg-resumed = 等待結束，繼續處理
arg-cause = 成因
arg-result = 結果說明
arg-how = 業主怎樣驗收
arg-satisfied = 業主是否滿意
arg-speed = 處理速度評分
arg-request-visit-result = 處理效果評分
arg-manner = 工作態度評分
arg-verified = 已核實部門的答覆
arg-notified = 通知了誰、何時（誰@時間）
arg-loss = 損失
arg-ground = 依據
arg-other = 另一件訴求的編號
arg-undone = 撤銷關聯
arg-visit = 第幾次來訪
arg-field = 更正哪個欄位
arg-value = 正確的內容
arg-satisfaction = 滿意度評分
arg-lesson = 經驗教訓
arg-rule = 條款編號，例如 r10.3
arg-person = 涉及的人
arg-evidence = 依據的記錄編號，多個用逗號隔開
arg-finding = 認定
arg-sanction = 處理
arg-reply = 本人申辯
arg-countersign = 會籤哪一條刪除
arg-object = 反對哪一條刪除
arg-hold = 有爭議，暫不刪除
arg-from = 從誰手裡（不寫就是自己）
arg-all-offered = 轉給我的全部
arg-verify = 逐條驗證簽名
arg-svg = 把責任鏈畫成圖（SVG 檔案）
arg-requests = 只要這件訴求；可寫多次
arg-bundle-import-file = 別的節點寫出的 .swb 檔案
arg-qr-offer-to = 同事或崗位；不寫就是上次轉交的對象
arg-qr-offer-mode = 怎麼轉交（不寫就是當面）
arg-qr-offer-output = .png（多張碼時會動）、.svg，或一個資料夾（一碼一圖）；不寫就直接顯示
arg-qr-scan-images = 二維碼的照片，先後不論
arg-qr-scan-take = 不管是不是轉給您的，都接手
arg-qr-scan-no-take = 只讀，不接手
arg-qr-scan-output = 回執碼寫到哪裡：.png、.svg 或資料夾；不寫就直接顯示
arg-qr-invite-at = 別人連本設備用的 主機:連接埠，與監聽位址不同時寫
arg-qr-invite-output = .png、.svg 或資料夾；不寫就直接顯示
arg-form = 格式
arg-import-csv-file = CSV 檔案
arg-map = 對應檔（TOML），說明每一列是什麼
arg-regulation-show-id = 制度編號，例如 r09；不寫就顯示現行的制度
arg-document = 輸出制度檔案本身，可據此編寫自己的制度
arg-regulation-adopt-id = 要採用的制度，例如 r09，或本公司的制度文件
arg-regulation-check-file = 制度檔案（TOML）
arg-regulation-diff-left = 制度（如 r09）或檔案
arg-regulation-diff-right = 另一份
arg-regulation-due-preset = 制度（如 r08）或檔案
arg-regulation-due-rule = 條款（如 R08.7），或其中一項義務：R10.4/resolve_important
arg-anchor = 期限的起點，如 「2026-11-20 16:30」（UTC+8）或 RFC 3339
arg-convention = 工作日的算法（預設 civil_code）
arg-years = 只用已公布日曆中的這些年份
arg-hours = 營業時間（預設 08:30-17:30）
arg-overlay = 再加上的補充規定，例如 r05 或文件，可寫多次
arg-set = 原文留給公司自定的期限，例如 first_handling=PT4H 或 dept_result=P3WD，可寫多次
arg-prefer = 兩份文件說法不同時以哪一份為準：preset（制度）或 overlay（補充規定）
arg-calendar = 自帶的日曆（如 cn-2026）或日曆文件
arg-calendar-adopt-replace = 取代與它不一致的現行日曆
arg-shell = 哪種命令行
arg-man-output = 把每個命令的手冊頁寫進這個資料夾
arg-enrol-approve-person = 是名冊裡已有的哪一位（第二臺設備）；不寫就是新人
arg-superior = 直接上司
arg-may-certify = 允許他再授權普通員工
arg-enrol-accept-org = 物業公司的公鑰（知道的話），不符就不加入

## 寫檔案

usage-write = 寫不了 { $path }：{ $why }
arg-centre = 這是服務中心的設備，它的見證分量更重

## 回答

said-opened = 已登記，編號 { $id }。您是首問責任人，從現在起由您負責，直到有人接手。
said-opened-known = 這件事已經登記過了，編號 { $id }，沒有再登記；這次寫的內容沒有保存。要補充請用 request note。
said-attached = 已附上：{ $media }，{ $size }。記錄 { $record }。
said-photos = 已附上 { $count } 張照片。
said-file = 已寫到 { $path }：{ $media }，{ $size }。
attach-photos-lost = 訴求 { $id } 已登記；有 { $count } 張照片沒有附上，請用 request attach 再加：
    { $why }
attach-empty = 檔案是空的，請換一個。
attach-unknown = 這不是 JPEG、PNG、WebP 照片，也不是錄音、錄影或 PDF；請先另存為其中一種。
attach-unreadable = 照片讀不出來，可能損壞或不完整；請重拍，或在別處打開後另存為 JPEG。
attach-too-many-pixels = 照片像素太多，本裝置解不開；請先縮小。
attach-too-large = 檔案超過 64 MiB；請縮小或剪短。
attach-full = 本機存附件的空間滿了（上限 { $megabytes } MB），沒有附上；文字照常可以登記。請連上服務中心（由它保存附件），或在 config.toml 裡調大 file_bytes_max。
attach-no-number = 沒有第 { $number } 個附件，這件訴求共 { $count } 個。
attach-no-thumbnail = 這個附件沒有小圖，請去掉 --thumbnail。
file-not-here = 附件還沒有到（{ $have }/{ $of }）；已經去要，遇到有它的裝置就會傳過來。
file-not-opened = 內容裡的密鑰打不開這個附件：附上的人弄錯了，或者作了假。
file-here = 在本機
file-elsewhere = 存在別處，打開時再取
file-thumbnail = 只有小圖，其餘正在取
file-on-its-way = 正在取，{ $have }/{ $of }
show-attachment = [{ $number }] { $about }  { $size }  { $taken }  （{ $state }）
show-caption = {"    "}{ $caption }
said-adopted = 已採用 { $regulation }：從現在起登記的訴求按它；以前登記的仍按原來的。
said-calendar-adopted = 已採用日曆 { $id }（{ $years } 年）。
calendar-missing = 提醒：{ $years } 年還沒有日曆，涉及該年工作日的期限一律待核。國務院公佈後請用 calendar adopt 採用。
said-checked = { $id }（{ $title }）沒有問題：{ $duties } 項義務，可以採用。
said-alike = 沒有不同。
diff-key = 條目
due-by = { $rule } { $duty }：{ $figure }，期限 { $due }，正點仍算按時。
due-before = { $rule } { $duty }：{ $figure }，須在 { $due } 之前，到點即晚。
due-house = { $rule } { $duty }：原文沒有數字。內部提醒 { $figure }：{ $due }，絕不算違規。
due-missing = { $rule } { $duty }：{ $figure }，待核：沒有日曆說明 { $day } 是否上班（日曆缺失）。請採用該年的日曆。
due-set = { $rule } { $duty }：期限由各公司自定，或不因此逾期。
due-none = { $rule } { $duty }：沒有期限。
due-target = {"  "}原文要求的目標：{ $due }
duty-none = 沒有義務。
duty-rule = 條款
duty-who = 誰
duty-what = 做什麼
duty-due = 期限
duty-before = { $due } 之前
duty-no-due = 無期限
duty-uncounted = 算不出
duty-or = 或
duty-count = 共 { $count } 項。
verdict-open = 待辦
verdict-met = 按時
verdict-done = 已做到
verdict-breached = 超時限
verdict-undetermined = 待核
verdict-overrun = 超過提醒
verdict-broken = 承諾未兌現
verdict-superseded = 不再需要
verdict-not-measured = 不計量
verdict-past-target = { $verdict }，過了目標
verdict-with = { $verdict }（{ $basis }）
basis-proven = 有回執
basis-own-clock = 自記
why-calendar = 日曆缺失：沒有資料說明 { $day } 是否上班
why-document = 小區採用的日曆或名錄還沒有傳到這裡（或本版本讀不了），期限算不出
why-range = 算不出期限
why-interval = 回執之間兩種可能都有
why-contradiction = 回執互相矛盾
limit-regulation = 條文
limit-house = 內部提醒，絕不算違規
limit-set = 公司自定
limit-promise = 承諾的時間
figure-minutes = { $n } 分鐘
figure-hours = { $n } 小時
figure-work-minutes = { $n } 分鐘（工作時間）
figure-work-hours = { $n } 小時（工作時間）
figure-working-days = { $n } 個工作日
figure-today = 當天
figure-business-day = 當天下班前
figure-days = { $n } 天
figure-rings = { $n } 聲鈴響
limit-none = {"  "}期限：沒有，不因時間判定
explain-duty = { $rule }/{ $duty }  { $task }，{ $who }
explain-clause = {"  "}條文：{ $sentence }
explain-clause-en = {"  "}譯文：{ $sentence }
explain-source = {"  "}出處：{ $title }（來源 { $source }，檔案 { $document }）
explain-house = {"  "}條文：沒有；這是本單位自己的提醒，絕不算違規
explain-raised = {"  "}由來：{ $mark }
explain-anchor = {"  "}起算：{ $mark }
explain-late-born = {"  "}起算以後才知道要做這件事
explain-limit = {"  "}期限：{ $figure }（{ $by }），{ $due }
explain-day = {"    "}{ $day }  { $kind }
explain-ended = {"  "}完成：{ $mark }
explain-superseded = {"  "}失效：{ $mark }
explain-verdict = {"  "}判定：{ $state }
explain-missing = {"  "}還缺：{ $missing }
explain-mark = { $at } { $who } { $act } [{ $record }]
explain-between = ，回執證明在 { $from } 與 { $to } 之間寫下
explain-unbounded = 不詳
periodic-task = { $every }：{ $what }
every-month = 每月
every-quarter = 每季度
every-half-year = 每半年
every-year = 每年
every-set = 由公司自定
explain-every-set = {"  "}期限：原文沒有說多久一次，不提醒，也絕不算逾期；要定下來，在本公司的補充規定裡寫
explain-channel = {"  "}怎樣算做到：期內登記一件來源是{ $channels }的訴求
explain-unmeasured = {"  "}怎樣算做到：沒有記錄能說明，不計量，絕不算逾期
explain-period = {"    "}{ $from } 起，{ $to } 之前：{ $state }{ $shown }
explain-shown = ，見 [{ $id }]
missing-act = 做了這件事的記錄
missing-calendar = 那一年的日曆
missing-document = 小區採用的日曆或名錄：與有它的裝置同步，或更新程式
missing-receipt-anchor = 別的設備對起算記錄的前後回執
missing-receipt-end = 別的設備對完成記錄的前後回執
done-opened = 登記在冊
done-taken = 對方接手
done-reached-or-taken = 聯絡上或對方接手
done-told = 告知
done-answered = 答覆
done-reported = 報告
done-confirmed = 核實
done-assigned = 指派
done-arrived = 到場
done-investigated = 調查並簽字
done-planned = 定方案
done-completed = 處理完成
done-received = 接到結果
done-accepted = 驗收
done-finished = 登記完結
done-visited = 回訪
done-escalated = 上報
done-special-report = 特別事件報告
done-coordinated = 協調
done-promised = 說明時限
done-evaluated = 評估
house-rule = 內部
house-rule-promise = 承諾
house-rule-offer = 轉交
house-promise = 兌現承諾
house-plan = 按方案完成
house-milestone = 按節點反饋
house-assignment = 按指派完成
house-offer = 轉交有人接手
house-relay = 代收的有人受理
house-review = 覆核
house-orphaned = 無人負責，安排人
party-resident = 業主
party-first-reporter = 首問業主
party-first-contact = 首問責任人
party-top-on-duty = 當班最高級別管理人員
party-lead-dept = 主辦部門
party-any = 任何人
party-desk = 前台
party-other = 其他人
party-manager = 管理人員
party-holder = 現負責人
party-receiving-dept = 接手部門
party-accepting-dept = 受理部門
party-own-dept-head = 本部門主管
party-direct-superior = 直接上司
party-authorised-colleague = 獲授權的同事
party-duty-post = 值班崗
party-of = { $department }{ $party }
day-workday = 工作日，計入
day-weekend = 週末
day-holiday = 節假日
day-working-weekend = 調休上班，計入
day-kind-workday = 工作日
day-kind-weekend = 週末
day-kind-holiday = 節假日
day-kind-working-weekend = 調休上班
said-written = 已記錄：{ $act }（{ $record }）。
said-offered = 已轉交給 { $to }（{ $record }）。對方接手之前，仍由您負責。
said-several = { $act }：{ $count } 件。
said-shift-offered = { $from } 已把 { $count } 件訴求轉交給 { $to }；{ $to } 接手之前，仍由 { $from } 負責。
said-shift-taken = 交接完成：{ $count } 件訴求由 { $from } 交給 { $to }，雙方都已簽名。
said-picture = 責任鏈的圖已寫到 { $path }
said-rebuilt = 已從記錄重算 { $count } 件訴求。
said-rebuilt-same = 結果與原來一致。
said-rebuilt-differed = 原來的視圖與記錄不符（{ $views }），已更正。請把這一行報告給開發者。
backup-written = 已備份 { $records } 條記錄、{ $payloads } 份內容到 { $file }。備份裡沒有鑰匙，可以放心攜帶。
backup-written-locked = 已備份 { $records } 條記錄、{ $payloads } 份內容到 { $file }。備份時沒有解鎖，內容只有用本設備的鑰匙才能打開。
backup-not-one = 這不是首問的備份檔案：請指定由 shouwen backup 寫出的那個檔案。沒有改動任何東西。
backup-newer = 備份的格式是 { $found }，這個版本只讀到格式 { $known }：請先更新 shouwen。
backup-truncated = 備份不完整，後面缺了一截：請從原處重新複製一份。沒有改動任何東西。
backup-damaged = 備份已損壞：請從原處重新複製，或換更早的一份。沒有改動任何東西。
backup-not-proven = 備份裡有 { $count } 條記錄或內容與簽名不符，沒有放回：請換一份備份。
restore-done = 已放回 { $records } 條記錄。下一條記錄會另起一段，不會與備份之後寫過的衝突。
restore-aside = 原來的資料保留在 { $path }。
restore-closed = 備份裡的業主資訊暫不顯示：備份之後可能有內容被清除。與任一節點同步後自動顯示，或執行 restore --show。
restore-read-in = 已讀入 { $records } 條新記錄。
restore-shown = 備份裡的內容可以看了。
restore-no-keys = { $path } 裡沒有設備的鑰匙：請先把 keys 資料夾放回來；找不回來就作為新設備加入，再用 restore --records 讀入這份備份。
restore-other-organisation = 備份屬於另一家公司（{ $found }），這裡是 { $here }。
restore-other-device = 這是另一台設備（{ $device }）的備份，不能放回這裡：可以用 restore --records 只讀入其中的記錄。
restore-exists = { $path } 裡已有資料，沒有改動：加上 --replace 會先把它改名保留。
doctor-sound = 完好：{ $records } 條記錄的內容、簽名和視圖都已核對。
doctor-found-damage = 有損壞：核對了 { $records } 條記錄。
doctor-damaged = 有損壞：請執行 doctor --repair（先停掉正在執行的節點）。受損的不會當真，能取回的會從別的節點取回。
doctor-damaged-records = 受損的記錄：{ $count } 條。
doctor-damaged-payloads = 受損的內容或檔案：{ $count } 份。
doctor-differing = 與記錄不符的視圖：{ $count } 個。
doctor-bad-signatures = 自身簽名不符、由後續記錄證明的記錄：{ $count } 條。
doctor-in-doubt = 下一條記錄會另起一段的本機日誌：{ $count } 個。
doctor-missing = 別的設備提到過、這裡沒有的記錄：{ $count } 條。
doctor-files = 與登記不符的檔案（後來放進來的，或已不在的）：{ $count } 個。不在的會再向別的裝置要。
doctor-cut-off = 上次沒有正常關閉（斷電或被強行結束）；已儲存的都在。
doctor-rebuilt = 已重算視圖：{ $views }。
doctor-forgot = 已確認處理完 { $count } 處副本跡象；若副本還在執行，下次遇到會再報告。
doctor-fetched = 從別的節點取回 { $count } 項，還缺 { $left } 項。
doctor-saved = 資料檔案已損壞：保全了 { $rows } 行，剔除 { $damaged } 條受損的；原檔案保留在 { $path }。
doctor-saved-partly = 資料檔案已損壞且讀不到底：保全了 { $rows } 行，剔除 { $damaged } 條受損的；原檔案保留在 { $path }。
said-admitted = 已採信 { $tip } 及其後的記錄。
said-founded = 「{ $org }」已建立，小區「{ $site }」，資料在 { $path }。
said-organisation =
    公司公鑰 { $key }
    六個詞：{ $words }
said-enrol-asked = 加入申請已寫到 { $file }。請交給有權授權的人批准，並當面核對六個詞：{ $words }
said-enrol-approved = 已批准 { $staff }（{ $role }）使用設備「{ $device }」，答覆在 { $file }。申請的六個詞：{ $words }。和對方螢幕上的不一樣，就不要把答覆交出去。
said-enrol-joined = 本設備已加入。

## 誰負責

holds-one = 現在負責：{ $names }。
holds-contested = 多人在責：{ $names } 這 { $count } 人現在都要負責，因為沒有人的接手同時覆蓋他們；由其中一人（憑其他人的轉交）或主管執行 settle，即可合為一人。
holds-duty-post = 在冊人員中已沒有人負責（原來是 { $names }）：由值班崗負責，請馬上有人接手。
holds-closed = 已辦結，由 { $names } 簽名。
holds-handled = 事情已處理（{ $names } 簽名），但還沒有辦結：制度要求的告知、通知或回訪還沒有做到，或業主還不滿意。
state-open = 未辦結
state-handled = 已處理，未辦結
state-closed = 已辦結
mark-separator = ·
mark-contested = 多人在責
mark-orphaned = 落到值班崗
mark-offered = 轉交中

## 列表

list-empty = 沒有訴求。
list-id = 編號
list-state = 狀態
list-opened = 時間
list-matter = 事項
list-holders = 負責人
list-words = 內容
list-count = 共 { $count } 件。
list-locked = 內容和姓名鎖著，沒有顯示：給出 PIN 才能看。

## 經過

show-heading = 訴求 { $id }  { $about }  【{ $state }】
show-first-contact-owes = 首問責任人：{ $name }，還欠業主一個答覆。
show-first-contact-done = 首問責任人：{ $name }，首問責任已完結。
show-imported = 這是匯入的歷史：由匯入人聲稱，沒有首問責任人。
show-relay = 還沒有首問責任人：登記的人是轉報，服務台接手時才開始。
show-offer = 轉交中：{ $from } 轉給 { $to }（{ $mode }），還沒有接手。
show-group-first = 與 { $others } 是同一件事；最先反映的是 { $first }。
show-group-unordered = 與 { $others } 是同一件事；誰先反映的，沒有證據分先後。
show-resident = 業主：{ $who }
show-words = 內容：{ $words }
show-expectation = 期望：{ $words }
show-nobody = 未獲授權的人
show-duty = 義務：{ $rule } { $task }，{ $who }，{ $due }，{ $state }
show-step = { $at }  { $who }  { $act }  [{ $record }]
show-claimed = {"  "}（聲稱的時間，{ $at } 寫下）
show-said = {"    "}{ $field }：{ $words }
show-remark = {"    "}注意：{ $cause }
show-concerns = （涉及 { $name }）
show-flag = {"    "}請看：{ $concern }
show-clause = （{ $rule }「{ $sentence }」）
show-proposed = （可轉給 { $name }）
show-stage = 訴求 { $id }：{ $stage }
stage-received = 受理
stage-in-hand = 處理中
stage-done = 已完成
show-missing = 還有 { $count } 條記錄沒有到達；到達後負責人可能增加。

## 責任鏈

chain-heading = 訴求 { $id } 的責任鏈
chain-legs = 各環節的首問責任人：{ $names }。
chain-opened = { $n }. { $name }  自 { $at }：登記，從第一秒起負責  [{ $record }]
chain-imported = { $n }. { $name }  自 { $at }：匯入歷史  [{ $record }]
chain-took = { $n }. { $name }  自 { $at }：接手  [{ $record }]
chain-closed = { $n }. { $name }  自 { $at }：辦結  [{ $record }]
chain-rule-offer = {"   "}從 { $from } 手裡接過：{ $from } 簽名轉交，接手人簽名接下。
chain-rule-own = {"   "}延續 { $from } 自己的責任。
chain-rule-supervisor = {"   "}從 { $from } 手裡接過：主管有權接管。
chain-rule-close = {"   "}重開 { $from } 的辦結。
chain-rule-duty-post = {"   "}從 { $from } 手裡接過：{ $from } 的授權已被吊銷，由值班崗接管。
chain-releases-nobody = {"   "}沒有解除任何人的責任：只多了一個負責人。
picture-holds = 現在負責
picture-released = 已交出
picture-closed = 辦結
picture-rule-offer = 轉交接手
picture-rule-own = 本人延續
picture-rule-supervisor = 主管接管
picture-rule-close = 重開
picture-rule-duty-post = 值班崗接管

## 表單

said-form = 表單已寫到 { $path }
form-column-form = 表
form-column-title = 名稱
form-column-state = 狀態
form-column-lacking = 還缺
form-missing = 未填
form-partial = 未完
form-complete = 已完整
form-unsigned = 簽名缺 { $count } 個
form-copy-first-contact = 首問部門聯
form-copy-receiving = 接受部門聯
form-entry-separator = ；
form-field-missing = 〔未填〕
form-field-erased = 〔內容已依法刪除〕
form-field-sealed = 〔內容在此打不開〕
form-field-not-needed = —
form-unreadable = 原文打不開
form-corrected = { $to }（更正；原為：{ $from }）
form-unsigned-by = 待 { $who } 簽名
form-unsigned-yet = 待簽名
form-signed = { $who }　簽時 { $at }（{ $proven }）　簽章 { $seal }
form-between = 經證實在 { $from } 與 { $to } 之間
form-after = 經證實不早於 { $from }
form-before = 經證實不晚於 { $to }
form-own-clock = 按本人時鐘
form-request = 事項編號 { $id }
form-answered = 答覆
form-brief = 交接說明
form-class = 事件類別
form-competence = 本人可否解決
form-completed = 完成時間
form-conclusion = 結論
form-confirmation = 確認
form-consent = 客戶同意
form-course = 經過
form-demand = 需求
form-departments = 涉及部門
form-disposal = 處置
form-event-time = 時間
form-filed = 上報公司備案
form-findings = 核實情況
form-first-handling = 初步處理
form-from = 移交人
form-handling = 處理
form-liability = 責任界定
form-losses = 傷亡與損失
form-materials = 材料清單
form-means = 方式
form-mode = 轉移方式
form-nature = 性質
form-notified = 通知何人、何時
form-on-site = 到場時間
form-passed-on = 流轉時間
form-pictures = 照片、錄像
form-place = 地點
form-plan-or-instruction = 所用預案或何人指令
form-promised-answer = 承諾答覆
form-raised-by = 提出部門
form-receiving-department = 接受部門
form-register-complete = 登記完成
form-reported-back = 反饋主管
form-reported-to = 上報部門
form-resident-told = 通知客戶
form-result = 結果
form-statements = 雙方陳述
form-time = 交接時間
form-to = 接收人
form-which-visit = 第幾次來訪
form-why-dissatisfied = 不滿意原因
form-asked-by = 調查人
form-both-sides = 移交人、接收人
form-clerk = 當值接待人員或責任主管
form-completed-by = 登記完成人
form-coordinator = 協調人
form-copy-holder = 本聯填寫人
form-cs-officer = 客戶服務員
form-first-contact = 首問責任人
form-handler = 經辦人
form-planned-by = 方案制定人
form-receptionist = 接待人員
form-responsible-supervisor = 責任主管
form-told-by = 告知人
form-visited-by = 回訪人

## 報表

said-report = 報表已寫到 { $path }
report-title = 各組做到、待核、違規、提醒、在辦
report-heading = { $from } 至 { $to }，登記 { $count } 件
report-open-end = ……
report-imported = 另有 { $count } 件匯入的舊記錄，沒有時限，不計入以下數字
report-duties = 制度職責：做到 { $met }，違規 { $breached }，待核 { $undetermined }；在辦 { $open }（各類合計）
report-own-clock = 其中只憑自記時間：做到 { $met }，違規 { $breached }
report-periodic = 定期義務（與這段時間有交集的各期）：做到 { $met }，未做 { $missed }，未到期 { $open }
report-house = 內部提醒（不是違規）：做到 { $met }，超過 { $overrun }，待核 { $unclear }（含承諾）
report-promises = 承諾：兌現 { $kept }，未兌現 { $broken }
report-dwell = 每人持有：{ $count } 段，平均 { $mean } 小時，最長 { $longest } 小時（按各自時鐘）
report-passes = 交接 { $count } 次，其中換部門 { $away } 次，退回曾交出的部門 { $back } 次
report-satisfaction = 回訪：滿意 { $yes }，不滿意 { $no }{ $scores }
report-scores = ；評分：速度 { $speed }，效果 { $result }，態度 { $manner }
report-evaluated = 已解決 { $solved } 件，其中有評估 { $evaluated } 件
report-conflicts = 衝突升級 { $conflicts } 件，表揚 { $praised } 次
report-none = （未寫明）
report-by-rule = 條款
report-by-building = 樓棟
report-by-department = 部門
report-by-matter = 事項
report-by-staff = 人員
report-met = 做到
report-breached = 違規
report-undetermined = 待核
report-overrun = 提醒
report-late-open = 在辦
report-hours = 平均小時
report-group = 原文
report-before = （上一期 { $count } 件）
report-hot = 熱點：{ $name } { $count } 件{ $trend }
report-weak = 薄弱環節：{ $name } 違規 { $count } 次
usage-report-period = 這段時間沒有長度：--from 要早於 --to
usage-day = “{ $typed }”不是日期：寫成 2026-11-21
proof-count = 驗證：{ $all } 條記錄中 { $good } 條簽名、授權和內容都成立。
proof-bad-signature = ✘ [{ $record }] { $act }：簽名不成立。
proof-not-certified = ✘ [{ $record }] { $act }：沒有公司授權覆蓋這把鑰匙。
proof-other-words = ✘ [{ $record }] { $act }：內容不是當時簽名的內容。
proof-missing = 還有 { $count } 條記錄沒有到達，不能下結論。
proof-holds = ✔ 整條責任鏈成立。
proof-fails = 這條責任鏈還不能證明成立：見上面的說明。

## 狀態

status-organisation = 公司：{ $value }
status-key = 公司公鑰：{ $value }
status-words = 六個詞：{ $value }
status-site = 小區：{ $value }
status-staff = 使用者：{ $value }
status-regulation = 制度：{ $value }
status-counts = 訴求 { $requests } 件，其中未辦結 { $open } 件；記錄 { $records } 條。
status-interest-open = 本機只向別人要未辦結的和自己的訴求；在別處辦結的不取。
status-interest-carry = 本機替各小區捎帶密封的記錄，轉交給別人。
coverage = 本機所存：{ $parts }。
coverage-complete = 截至 { $at } 完整
coverage-late = { $name } 最近聯絡在{ $ago }
coverage-never = { $name } 從未聯絡上
coverage-missing = 已知還缺 { $count } 條記錄
coverage-partial = 只存未辦結的和自己的訴求
ago-minutes = { $count } 分鐘前
ago-hours = { $count } 小時前
ago-days = { $count } 天前
status-unsynced = 還沒有別的設備見證過的本機記錄：{ $count } 條。
status-wants = 還沒有到達的內容：{ $count } 份。
status-pending = 還不能確認來源的記錄：{ $count } 條。
status-exposed = 注意：有 { $count } 個鑰匙檔案能被這台電腦上的其他使用者讀到，請把權限改為 0600。
status-pin-none = 沒有設 PIN：拿到這台設備檔案的人就能簽名和閱讀。
status-pin-locked = 已鎖：要輸入 PIN 才能簽名和閱讀。
status-pin-unlocked = 已解鎖。
status-root-here = 總鑰匙在這台設備上。請匯出後離線保管。
status-clock = 這台設備的時鐘沒有經過核對：時間按本機時鐘記，標為自記。
status-copy-met = 警告：在 { $address } 遇到了本設備的副本（最近一次 { $last }）。兩份同時使用會簽出互相矛盾的歷史。請停用其中一份，把那台機器作為新設備重新加入，然後在留用的這台執行 doctor --repair。
status-copy-wrote = 警告：有一份本設備的副本正在別處寫記錄（最近一次 { $last }）。請找到並停用它，把那台機器作為新設備重新加入，然後在留用的這台執行 doctor --repair。
status-fork = 分叉：{ $who }（{ $device }）的鑰匙自 { $since } 起簽出兩份歷史。分叉之後有 { $count } 條沒有別的設備見證過的記錄不能解除別人的責任；請主管用 staff admit 採信該採信的分支：
status-fork-settled = 分叉（已無影響）：{ $who }（{ $device }）的鑰匙自 { $since } 起簽出兩份歷史，兩份都保留；現在沒有記錄因此失效：
status-fork-branch = {"  "}分支 { $tip }：{ $records } 條，最後一條寫於 { $at }，其中 { $withheld } 條暫不能解除責任

## 名冊

staff-name = 姓名
staff-role = 角色
staff-post = 崗位
staff-department = 部門
staff-state = 狀態
staff-id = 編號
staff-here = 在冊，用本機
staff-in-force = 在冊
staff-ended = 已離冊
device-name = 設備
device-here = 本機
regulation-id = 編號
regulation-title = 制度
regulation-in-force = 現行
regulation-preset = 可採用
regulation-overlay = 可附加
regulation-truncated = 原文不全；缺的部分沒有補寫。
regulation-adoption = 現行制度（採用記錄 { $record }）：
regulation-nothing-adopted = 還沒有採用制度，按通用制度 R16 辦：
regulation-rival = 注意：採用記錄 { $record } 同時有效（兩處分別採用過，當時還沒有同步）。再採用一次，就以新的為準。
regulation-unread = 它的義務是更新版本寫的，這個版本讀不懂，不會提出；請升級。
regulation-house = 原文沒有數字的詞，內部提醒（絕不算違規）：
regulation-no-figure = 不提醒
word-immediate = 立即
word-promptly = 盡快
word-timely = 及時
word-appropriate = 適當的時候
word-set = 規定的時限
word-with-feedback = 與反饋同時
word-realtime = 實時
calendar-year = 年
calendar-state = 狀態
calendar-off = 放假天數
calendar-work = 調休上班天數
calendar-source = 來源
calendar-adopted = 已採用
calendar-shipped = 自帶，未另行採用
calendar-no-data = 缺
calendar-awaited = 已採用，文件未到
calendar-unreadable = 已採用，讀不懂

## 注意

remark-newer-version = 這條記錄是新版程式寫的，這裡看不懂，請更新 shouwen；它不會改變誰負責。
remark-wrong-stream = 這種記錄不該寫在這裡，沒有效力。
remark-not-certified = 簽名的人在本小區沒有有效授權，這條沒有效力。
remark-no-right = 簽名人的角色無權做這件事，這條沒有效力。
remark-condition-fails = 做這件事要是負責人、被轉交人或原作者本人，簽名的人不是，這條沒有效力。
remark-unknown-tenure = 接手時指明的責任不在這件訴求裡，或當時他還沒有看到。
remark-releases-nobody = 這次接手沒有解除任何人：沒有人轉交給他。他自己從此也要負責。
remark-withheld = 寫在吊銷的界線之後，部分效力不算。
remark-late-but-valid = 寫在吊銷之後，但仍然有效，特此標明。
remark-forked = 這把鑰匙簽出過兩份互相矛盾的歷史；分叉之後的記錄不能解除別人的責任，要主管採信其中一份。
remark-disputed = 吊銷本身有爭議；在總鑰匙作出決定之前，這條不能解除任何人。
remark-retransfer = 轉錯的訴求不得再轉（R09.10）：由接受部門處理並寫協調單，這次轉交沒有效力。
remark-no-consent = 陪同前往要先徵得業主同意（R09.13），這次轉交沒有效力。
remark-register-before-result = 結果還沒有收到就完成登記（R01.13），沒有效力。
remark-no-reason = 制度要求每次轉交寫明原因（R08.9），這次沒有寫，沒有效力。
remark-relay = 按這裡的制度只有服務台是首問（R06）：這次登記算轉報，服務台接手時首問責任開始。
remark-not-named-role = 制度指定由別的角色來做，這條不能完結首問責任。
remark-regulation-withheld = 登記時所依據的制度採用記錄不算數，改按 R16 辦。
remark-bad-signature = 這條自己的簽名不成立，但同一把鑰匙後來的記錄接著它，所以仍然算數。
remark-on-duty-post = 登記的人無權負責：訴求先落在值班崗，請複核，業主可能正在等。
flag-outside-matrix = 按制度，這裡應當轉給別的崗位。這次轉交照樣有效。
flag-superior-absent = 應當轉給直接上司，但名冊裡沒有在職的直接上司。這次轉交照樣有效。
flag-unusual-mode = 制度沒有列出這種轉交方式。
flag-solvable = 本部門確實無法解決的才轉給別的部門，這裡沒有寫明這個原因。
flag-double-offer = 同一件事已經轉交給別人，對方還可以接手。請收回其中一個。
flag-ping-pong = 又回到了已經轉出去的部門。
flag-conflict-escalated = 已經到了管理處主任，視為矛盾升級。
flag-retransfer = 轉錯後已由接受部門承擔，又想轉出；這次轉交沒有效力。
flag-visit-too-many = 業主跑的次數超過了制度允許的次數。
flag-notice-repeated = 又告知了一次所需材料：第一次沒有一次性告知完整。
flag-evidence-unsourced = 證據沒有註明來源或日期，不算完整。
flag-unsigned = 調查記錄還有相關人員沒有簽字，不算完整。
flag-claim-outside = 聲稱的時間超出了別的設備見證的範圍。
flag-channel-unlisted = 制度沒有列出這個渠道。
advice-retransfer = 它是轉錯到這裡的，不得再轉（R09.10）。請留下處理，並寫 coordinate。
advice-no-consent = 陪同前往要先徵得業主同意（R09.13）。問過再加 --consent，或換一種轉交方式。
advice-register-before-result = 要先收到結果才能完成登記（R01.13）。請先寫 receive。
advice-no-reason = 制度要求每次轉交寫明原因（R08.9）。請加 --reason。
advice-unknown-tenure = 它指明的責任不在這件訴求裡。用 chain 看有哪些。
advice-not-certified = 您在本小區沒有有效授權。請找管名冊的人。
advice-not-named-role = 制度指定由別的角色來做。請找那個角色的同事。
advice-no-right = 您的角色無權做這件事。請找主管。
advice-condition-fails = 這裡要由負責人、被轉交人或原作者本人來做。用 request show 看是誰。
advice-other = 責任鏈的規則不讓它在這裡算數。用 request show 看經過。
advice-phrase = 這些話制度勸您別說：{ $text }
advice-not-signed = 還沒有簽署。請換一種說法，或加 --anyway 寫明原因照簽。

## 錯誤

error-not-a-data-folder = { $path } 不是 shouwen 的資料夾。請先執行 shouwen init 或 shouwen enrol request，或用 --data 指定別的資料夾。
error-waiting = { $path } 正在等答覆檔案。拿到後請執行 shouwen enrol accept。
error-file = 讀寫不了 { $path }：{ $why }
error-config = 檔案 { $path } 裡有錯：{ $why }
error-identity = { $path } 損壞或丟失，認不出這是哪臺設備：{ $why }。請從資料夾的備份放回這個檔案；記錄還在。
error-key-damaged = { $path } 已損壞，或不是鑰匙檔案。請從資料夾的備份放回。
error-pin-wrong = PIN 不對，什麼也沒有改動。請再試。
error-pin-length = PIN 的長度不對：請用 { $least } 到 { $most } 個字元。
error-locked = 這台設備的鑰匙鎖著。請在提示處輸入 PIN，或用環境變數 SHOUWEN_PIN、選項 --pin-file 給出。
error-secret-needed = 鑰匙是用密鑰檔案鎖的。請在 config.toml 裡寫 secret_file。
error-secret-wrong = 密鑰檔案打不開這台設備的鑰匙。請寫當時上鎖用的那個檔案。
error-secret-short = { $path } 太短，不能作為密鑰檔案。請用至少 16 個隨機位元組。
error-terminal = 終端機讀不了 PIN：{ $why }
ask-pin = PIN：{" "}
ask-reason = 為什麼仍要這樣說？（直接回車則不簽署）{" "}
store-full = 磁碟已滿，什麼也沒有寫入。請騰出空間後重做。
store-damaged = 資料檔案已損壞（{ $why }）。請停用，把檔案另放（不要刪除），再從別的節點或 .swb 檔案取回記錄。
store-record-damaged = 記錄 { $record } 在磁碟上已損壞，沒有用它作任何判斷。請把資料檔案另放，再從別的節點或 .swb 檔案取回記錄。
store-stopped = 先前的磁碟錯誤使資料庫停了寫入。請重新啟動；之前確認過的都在。
store-disk = 磁碟出錯（{ $why }）。請檢查磁碟，重新啟動後重做；重做沒有害處。
store-stale = 記錄 { $seq } 沒有接在本機日誌的最後一條之後，什麼也沒有寫入。請重做。
store-refused = 資料庫沒有收下，什麼也沒有寫入：{ $why }
store-missing = { $path } 沒有資料檔案。請從備份放回，或另用一個資料夾重新加入。
store-in-use = 另一個程式正開著這個資料夾，又沒有應答命令。請等它結束，或先停掉它。什麼也沒有改動。
store-not-a-store = 資料檔案不是 shouwen 的（{ $why }），沒有改動它。請從備份放回，或把它另放。
store-newer = 資料檔案的格式是 { $found }，這個程式只認到 { $known }，沒有改動它。請更新 shouwen。
store-other-organisation = 這個資料夾裡的資料屬於另一家公司 { $found }，不是 { $pinned }。請從備份放回。
usage-ambiguous-count = 以 { $typed } 開頭的有 { $count } 個，請多寫幾位。
usage-read = 讀不了 { $path }：{ $why }
usage-key = 「{ $typed }」不是公鑰：公鑰是 64 位十六進位數字。
error-whose = 要列誰的？請用 --as 說明。
error-place-request = 「{ $act }」要針對一件訴求，請寫編號。
error-place-none = 「{ $act }」不針對某一件訴求，請不要寫編號。
error-no-key = 這台設備沒有 { $person } 的鑰匙。請用 --as 選用本機的人，或讓他在本機加入。
error-who-are-you = 有 { $count } 人共用這台設備。請用 --as 說明您是誰。
error-not-certified = 沒有有效授權寫明您在小區 { $site }。請找管名冊的人授權。
error-no-right = 「{ $act }」不在您的角色（{ $roles }）之內。可以找：{ $allowed }。
error-no-right-root = 「{ $act }」不在您的角色（{ $roles }）之內：只有總鑰匙能寫。{ $allowed }
error-void = 「{ $act }」在這裡不會有效力，沒有寫入：{ $advice }
error-not-yours = 「{ $act }」不會被採信：它超出了您的授權在本小區的範圍。請找給您授權的人。
error-too-long = 文字太長：{ $bytes } 位元組，最多 { $most } 位元組。請寫短些。什麼也沒有寫入。
error-too-much = 一條記錄寫不下這麼多項。請分成幾條。
error-not-yet = 訴求 { $request } 所依據的記錄還沒有到達。請先和有它的節點同步。
error-machine-fault = 剛生成的簽名驗證不成立：這台設備的記憶體或處理器有故障，請換一台。什麼也沒有寫入。
error-name = { $what } 要有 1 到 { $max } 個字的名稱。
error-not-empty = { $path } 已經有東西了，沒有改動它。請另用一個新資料夾或空資料夾。
error-regulation = 沒有叫「{ $given }」的制度。現有：{ $known }。
error-document = { $file }：{ $why }
error-duty = 這份制度沒有義務「{ $given }」。現有：{ $known }。
error-year = 沒有自帶 { $given } 年的日曆；現有 { $known }。沒有日曆，涉及該年的期限一律待核。
error-is-overlay = “{ $given }”是補充規定，不能單獨採用；請用 --overlay 加在一種制度上。
error-is-preset = “{ $given }”是一種完整的制度，不能當補充規定；請單獨採用。
error-adoption-size = 一次採用最多 { $overlays } 份補充規定、{ $figures } 項期限。
error-contradiction = { $key } 說法不一：{ $first } 寫 { $says }，{ $second } 寫 { $other }。請用 --prefer preset 或 --prefer overlay 決定以哪一份為準。沒有採用。
error-not-set = 原文把 { $duties } 的期限留給公司自定，請寫明，例如 --set { $example }=PT4H（4 小時）或 --set { $example }=P3WD（3 個工作日）。沒有採用。
error-init-not-set = { $given } 把 { $duties } 的期限留給公司自定。請先用別的制度（不寫就是 r16）建立，再用 regulation adopt { $given } --set { $example }=PT4H 採用它。
error-not-open = “{ $given }”的期限不由公司自定。可以自定的有：{ $open }。沒有採用。
error-none-open = “{ $given }”的期限不由公司自定；這份制度沒有留給公司自定的期限。沒有採用。
error-set-twice = “{ $given }”的期限寫了兩次。沒有採用。
error-calendar = { $file }：{ $why }
error-calendar-empty = { $file } 裡一年也沒有。沒有採用。
error-calendar-in-force = { $file } 已經採用，正在使用。
error-calendar-contradicts = { $file } 第 { $line } 行：{ $day } 在這裡是{ $here }，在現用的 { $with } 裡是{ $there }（共 { $count } 天不一致）。若要以它為準，請加 --replace。沒有採用。
error-calendar-loses = { $file } 會取代 { $document }，但缺了其中的 { $years } 年；請把那一年也寫進去。沒有採用。
usage-set = “{ $typed }”不是期限。請寫成 義務=PT30M、義務=PT4H（分鐘、小時）或 義務=P3WD（工作日）；義務編號最多 24 個字母。
usage-hours = 「{ $given }」不是營業時間，請寫成 08:30-17:30。
nothing-held = 這件訴求現在不由您負責，沒有可轉交或收回的。要負責請先 take。
nothing-offered = 這件訴求沒有轉交給您的。
nothing-closed = 這件訴求沒有辦結，不用重開。
nothing-open = 這件訴求已辦結。要繼續處理請先重開。
nothing-contested = 不用合併：這件訴求只由您一人負責。
sealed-locked = 內容鎖著：要輸入 PIN 才能看。
sealed-not-here = 內容還沒有到達。請和有它的節點同步。
sealed-no-key = 打開內容的鑰匙還沒有到達。請和能打開它的節點同步。
sealed-erased = 個人資訊已依法刪除；簽名和責任鏈仍然成立。
sealed-restored = 這是備份裡的內容，備份之後可能已被清除：先與任一節點同步，或執行 restore --show
sealed-broken = 內容打不開：不是當時簽名的內容，或由新版程式寫成。

## 加入

enrol-not-a-file = 這不是 shouwen enrol 寫出的檔案。請選對檔案。
enrol-unproven = 申請沒有由它所要的鑰匙簽名。請在新設備上重新申請。
enrol-not-pending = 這個資料夾沒有提出過申請，或已經加入。請先在新資料夾裡執行 shouwen enrol request。
enrol-other-device = 答覆是給另一台設備的。請在本機重新申請並批准。
enrol-not-authorised = 答覆不能證明自己：{ $why }。請重新批准。
enrol-why-record = 其中有記錄損壞或沒有簽名
enrol-why-device = 沒有通向公司公鑰的設備授權
enrol-why-staff = 沒有通向公司公鑰的人員授權
enrol-why-site = 授權寫的不是答覆裡的小區
enrol-why-revoked = 授權已被吊銷
enrol-other-organisation = 答覆來自公司 { $found }，不是 { $expected }，沒有加入。請核對是找誰批准的。
grant-nobody = 您的授權不允許再授權別人。請找管理處主任。
grant-too-much = 這麼大的授權只有總鑰匙能給。
grant-device-role = device 和 centre 是設備的角色，請選人員的角色。
grant-unknown-role = 這個程式不認識這個角色。請更新 shouwen。
grant-keys-in-use = 這些鑰匙已經授權給別人。請在那台設備上重新申請。

## 執行中的節點

control-listen = 命令到不了這個節點：{ $why }
control-broken = 正在執行的節點中斷了：{ $why }。請看它的輸出；它確認過的都已保存。
control-too-long = 命令太長：{ $bytes } 位元組。

## 檔案往來

bundle-written = 已寫出 { $records } 條記錄、{ $payloads } 份內容到 { $file }。
bundle-read = 已讀入：{ $records } 條記錄中有 { $new } 條是新的，涉及 { $requests } 件訴求。
bundle-file = 檔案讀寫失敗：{ $why }
bundle-not-one = 這不是 shouwen 寫出的同步檔案，什麼也沒有讀入。請選 bundle export 寫出的 .swb 檔案。
bundle-version = 這個檔案是新版程式寫的（格式 { $found }），什麼也沒有讀入。請更新 shouwen。
bundle-other-organisation = 這個檔案屬於另一家公司（{ $found }），什麼也沒有讀入。
bundle-truncated = 檔案不完整：讀到 { $records } 條記錄後就斷了，這些已保存。請重新複製整個檔案再讀入一次，不會重複。
bundle-damaged = 檔案已損壞：{ $records } 條記錄之後的內容不對，之前的已保存。請重新複製整個檔案再讀入一次，不會重複。
qr-shown = 共 { $count } 張碼，{ $bytes } 位元組。在對方設備上：shouwen qr scan 照片…
qr-written = { $count } 張碼已寫到 { $file }。在對方設備上：shouwen qr scan 照片…
qr-playing = { $at }/{ $count }。請逐張拍下；按 Enter 結束。
qr-words-left-out = { $count } 筆記錄的文字太長，放不進碼裡，下次同步時再到。
qr-scanned = 訴求 { $id }：讀到 { $records } 筆記錄，其中新的 { $new } 筆；簽名全部核對過。
qr-answer = 請讓轉交人拍下您的回執碼。
qr-invited = 本設備是 { $peer }。
qr-peer-added = 已把 { $peer } 加到對端；shouwen serve 會一直連著它。
qr-peer-known = { $peer } 本來就在對端裡。
qr-part = 一組碼裡讀到 { $read } 張，至少還要 { $needed } 張。請拍下其餘的，和已有的照片一起寫上。
qr-no-code = { $path } 上沒有看到二維碼。請靠近、拿正、避開反光再拍。
qr-foreign = { $path } 上有一個碼不是 shouwen 的。
qr-damaged = { $path } 上有一個碼沒有讀全，請重拍。
qr-newer = { $path } 上的碼是更新的版本做的（格式 { $found }）。請升級 shouwen。
qr-not-a-picture = { $path } 不是能讀的圖片。請給 JPEG、PNG 或 WebP。
qr-picture-too-large = { $path } 太大：每邊最多 16384 像素，總共約 6000 萬像素。
qr-picture-damaged = 圖片 { $path } 壞了（{ $why }）。請重新複製。
qr-output = { $path }：請寫以 .png 或 .svg 結尾的檔案，或一個資料夾。
qr-svg = { $path } 只能放一張碼，這裡要 { $count } 張。請寫 .png 或資料夾。
qr-too-long = 共 { $kib } KiB，超過二維碼能帶的 32 KiB。請用檔案：shouwen bundle export。
qr-to-whom = 這件訴求還沒有轉交給誰：請用 --to 寫明。
qr-several = 照片裡有 { $count } 樣東西。不寫 -o，回執碼會逐個顯示出來。
qr-not-one-request = 碼裡不是一件訴求的記錄。請用 bundle import。
qr-unproven = 訴求 { $id } 的 { $records } 筆記錄已讀到並保存，但證明它的東西還沒到（作者的憑證、登記記錄或制度）。請先同步，或匯入本小區的資料包。
qr-unknown = 碼裡的內容本版本不認識。請升級 shouwen。
qr-enrol-request = 這是一份加入申請。請用 enrol approve 和同樣的照片。
qr-enrol-answer = 這是加入申請的答覆。請用 enrol accept 和同樣的照片。
qr-where = 還不知道別人怎麼找到本設備。請執行 shouwen serve，在 config.toml 裡寫 listen，或用 --at 主機:連接埠。
qr-address = 這不是位址：{ $why }
qr-own-invitation = 這是本設備自己的碼。請在另一台設備上掃。
export-written = 已把 { $count } 件訴求匯出到 { $file }
export-csv = 匯出表格失敗：{ $why }

## 匯入

import-done = 匯入 { $imported } 件，已有 { $known } 件沒有重複匯入；未辦結的 { $offered } 件已轉交到崗位。
import-malformed = 有 { $count } 行讀不懂，沒有匯入：
import-refused = 有 { $count } 行不能簽名，沒有匯入：
import-line = {"  "}第 { $line } 行：{ $reason }
import-more = {"  "}……還有 { $count } 行；用 --json 看全部。
import-collision = 注意：不同的名稱成了同一個代碼 { $code }：{ $names }。要分開，就在對應檔的 [owner.values] 或 [crew.values] 裡各寫一個代碼。
import-unreadable = { $path } 讀不懂：{ $why }
import-no-column = { $path } 沒有「{ $column }」這一列。現有的列：{ $known }。
row-no-key = 「{ $column }」列是空的，不知道是哪一件
row-time = 「{ $column }」列的「{ $value }」不是對應檔 [times] 裡的任何一種寫法
row-value = 「{ $column }」列的「{ $value }」沒有對應的詞，也沒有預設值
row-cells = 這一行有 { $found } 格，應有 { $expected } 格
row-utf8 = 這一行不是 UTF-8 文字
map-unknown-key = 對應檔 { $path } 第 { $line } 行：沒有「{ $key }」這個鍵。可用：{ $allowed }。
map-missing-key = 對應檔 { $path } 第 { $line } 行：缺少「{ $key }」。
map-wrong = 對應檔 { $path } 第 { $line } 行有錯：{ $why }
map-zone = 對應檔 { $path }：「{ $typed }」不是時區。請寫與 UTC 的差，例如 -08:00；zone_change 的 from 寫成 2020-03-08 02:00。
map-delimiter = 對應檔 { $path }：分隔符「{ $typed }」要是一個 ASCII 字元。
map-source = 對應檔 { $path }：source 不能是空的；它和 key 一起讓同一行只匯入一次。

## 節點相會

error-already-serving = 這個資料夾已有節點在執行；命令會自動交給它，不用再開一個。
usage-listen = 「{ $typed }」不是監聽地址。請寫成 0.0.0.0:7400。
usage-unknown-peer = 不認識「{ $typed }」這個節點。請寫地址（例如 192.168.1.5:7400，前面可加 公鑰@），或寫 peers 裡列出的設備名。
serve-listening = 節點已執行，別的設備用這個地址找它：{ $address }
serve-stopping = 節點正在停止；已確認的都已保存。
serve-connected = 已連上 { $name }（{ $address }）
serve-settled = 與 { $name } 已一致，本次收到 { $count } 條記錄。
serve-settled-partly = 與 { $name } 已交換完畢，收到 { $count } 條記錄；雙方各有對方不該有的部分。
serve-received = 從 { $name } 收到 { $count } 條新記錄。
serve-witnessed = 已為看到的記錄簽了 { $count } 份見證。
serve-ended = 與 { $name } 的連接結束：{ $why }
serve-refused = 沒有讓 { $address } 進來：{ $why }
serve-found = 附近有 { $name }：{ $place }
serve-lost = { $name }（{ $place }）不再公布自己。
serve-somebody = 本公司的一台設備
serve-no-discovery = 無法尋找附近的節點：{ $why }。寫好的和以前連過的節點照常連接。
serve-not-reached = 沒有連上 { $peer }：{ $why }
serve-files = 從 { $name } 收全了 { $count } 個附件。
serve-files-full = 本機存附件的空間滿了；文字照常收。請連上服務中心（由它保存附件），或調大 file_bytes_max。
serve-fault = 節點出錯，本機的工作不受影響：{ $why }
alarm-due-soon = 快到期：訴求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-overdue = 已超時限：訴求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-overrun = 超過提醒：訴求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-period-soon = 快到期：定期義務 { $rule }，{ $who }，{ $due } 之前
alarm-period-over = 這一期沒有做：定期義務 { $rule }，{ $who }，{ $due } 之前
alarm-not-taken = 轉交沒人接：訴求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-promise-soon = 承諾快到時間：訴求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-promise-broken = 承諾沒有兌現：訴求 { $id }，{ $rule }，{ $who }，{ $due }
alarm-orphaned = 無人負責：訴求 { $id }，值班崗 { $who }
alarm-contested = 幾個人同時負責：訴求 { $id }，{ $who }
alarm-nobody = 沒有人
serve-returned = 從 { $name } 取回本設備自己的記錄 { $count } 條：這份資料曾被還原過舊版本。下一條記錄會接著它們另起一段。
serve-copy-met = 警告：{ $address } 是本設備的副本，已拒絕連線。請停用其中一份並重新加入；處理完後執行 doctor --repair。
serve-copy-wrote = 警告：收到本設備的鑰匙在別處簽出的新記錄：有一份副本正在執行。請停用其中一份並重新加入；處理完後執行 doctor --repair。
serve-runtime = 節點在這台電腦上執行不了：{ $why }
serve-start = 節點啟動不了：{ $why }
sync-equal = 與 { $name } 已一致：收到 { $received } 條，送出 { $sent } 條。
sync-part = 與 { $name } 已交換：收到 { $received } 條，送出 { $sent } 條；雙方要的都有了。
sync-partly = 與 { $name } 已交換：收到 { $received } 條，送出 { $sent } 條；雙方存的還不全一樣。
sync-not-reached = 沒有連上對方，本機什麼也沒有改動：{ $why }。請核對地址，看對方的節點是否在執行。
sync-ended = 與 { $peer } 的同步中斷：{ $why }。已收到的都已保存，再同步一次會接著進行。
sync-other-organisation = { $peer } 屬於另一家公司，什麼也沒有交換。請核對地址。
sync-stopped = 節點已停止，沒有同步。
peers-none = 還沒有遇到過別的節點。
peers-key = 金鑰
peers-address = 地址
peers-last = 最近聯絡
peers-to-send = 待送出
peers-to-receive = 待收取
peers-clock = 對方時鐘
peers-store = 儲存
peers-live = 已連上
peers-revoked = 已吊銷
peers-never = 從未連上
peers-all = 全部
peers-unknown = 不清楚
peers-clock-equal = 一致（{ $quality }）
peers-clock-ahead = 快 { $seconds } 秒（{ $quality }）
peers-clock-behind = 慢 { $seconds } 秒（{ $quality }）
peers-clock-synced = 已由授時服務校準
peers-clock-peer = 已對過
peers-clock-unchecked = 未校準
peers-trouble = { $name } 沒有連上：{ $why }
peers-trouble-stays = { $name } 沒有連上，只偶爾再試：{ $why }

## 系統

io-not-found = 沒有這個檔案或資料夾
io-permission = 沒有權限
io-full = 磁碟已滿
io-folder = 這是資料夾，不是檔案
io-no-folder = 路徑中有一段不是資料夾
io-read-only = 磁碟只能讀不能寫
name-organisation = 公司
name-site = 小區
name-device = 設備
name-person = 人員

## 事實

fact-separator = ，
fact-yes = 是
fact-no = 否
fact-resident = 業主
fact-first-reporter = 首問業主
fact-to = 對象：{ $value }
fact-with = 與：{ $value }
fact-what = { $value }
fact-means = { $value }
fact-mode = { $value }
fact-reason = 原因：{ $value }
fact-reached = 已聯絡上
fact-not-reached = 未聯絡上
fact-consent = 業主同意陪同：{ $value }
fact-because = 依據吊銷 { $value }
fact-outcome = { $value }
fact-due = 期限 { $value }
fact-delegation = 代為處理
fact-coordination = { $value }
fact-departments = 涉及：{ $value }
fact-department = 部門：{ $value }
fact-lead = 主辦：{ $value }
fact-concluded = 已協調完畢
fact-competence = { $value }
fact-self-identified = 已自報姓名
fact-repeat-back = 已複述確認
fact-claimed = 原狀態：{ $value }
fact-owner = 原部門：{ $value }
fact-crew = 原班組：{ $value }
fact-opened = 受理 { $value }
fact-serviced = 處理 { $value }
fact-closed = 辦結 { $value }
fact-class = { $value }
fact-matter = { $value }
fact-subject = { $value }
fact-hazard = 安全隱患：{ $value }
fact-emergency = 緊急：{ $value }
fact-major = 重大投訴：{ $value }
fact-complex = 複雜：{ $value }
fact-field = 需到現場：{ $value }
fact-solvable = 能當場解決：{ $value }
fact-papers = { $value }
fact-liability = { $value }
fact-confirms = 確認 { $value }
fact-plan = 預案 { $value }
fact-understood = 業主聽明白了
fact-out-of-scope = 不在服務範圍
fact-refusal = 婉拒
fact-replaces = 代替 { $value }
fact-place = { $value }
fact-findings = { $value }
fact-asked = 請會籤：{ $value }
fact-record = 針對 { $value }
fact-corrected = 更正{ $value }
fact-responsible = 負責人 { $value }
fact-waiting = 等待{ $value }
fact-resumed = 恢復處理
fact-cause = { $value }
fact-how = { $value }
fact-losses = { $value }
fact-ground = { $value }
fact-other = 與 { $value }
fact-undone = 撤銷
fact-visit = 第 { $value } 次
fact-satisfaction = 滿意度 { $value }
fact-satisfied = 滿意：{ $value }
fact-speed = 速度 { $value }
fact-result = 效果 { $value }
fact-manner = 態度 { $value }
fact-verified = 已核實部門答覆
fact-finding = { $value }
fact-rule = 條款 { $value }
fact-person = 涉及 { $value }
fact-sanction = { $value }
fact-legal-ground = { $value }
fact-countersigns = 會籤 { $value }
fact-objects = 反對 { $value }
fact-hold = 暫不刪除
show-facts = {"    "}{ $facts }
show-between = {"    "}由別的設備見證：{ $from } 之後，{ $to } 之前
show-after = {"    "}由別的設備見證：{ $from } 之後
show-before = {"    "}由別的設備見證：{ $to } 之前
said-shift-kept = 有 { $count } 件按制度不能轉交，仍由 { $from } 負責：

## 演示

demo-organisation = 清源物業
demo-site = 翠苑三區
demo-centre = 服務中心
demo-gate = 東門崗
demo-van = 工程車
demo-manager = 陳靜怡
demo-guard = 趙德柱
demo-technician = 孫宏
demo-officer = 吳靜
demo-door = 門禁
demo-door-words = 6 號樓單元門刷卡打不開了
demo-door-room = 6-0802
demo-door-result = 更換讀卡器，試了三張卡都能開
demo-pipe = 爆管
demo-pipe-words = 廚房水槽下的熱水管爆了
demo-pipe-room = 4-1103
demo-pipe-result = 關閥換軟管，不再滲水
demo-founded = 三個真實節點，各有各的儲存，經本機 QUIC 相會：服務中心 { $centre }，東門崗 { $gate }，工程車 { $van }
demo-online = ── 上午，有網路 ──
demo-offline = ── 工程車下到地庫，東門崗斷網：各自照常工作 ──
demo-together = ── 網路恢復，三個節點相會 ──
demo-lift-words = 3 號樓電梯這個月第三次停在半路
demo-lift-again = 修好才兩個小時，電梯又停了
demo-leak-words = 樓上漏水，衛生間天花板濕了一片
demo-machine-words = 健身器材的踏板斷了，怕孩子受傷
demo-lights-words = 地下車庫 B 區的燈全滅了
demo-lift-room = 3-1204
demo-leak-room = 5-0602
demo-machine-room = 2-0301
demo-lights-room = 1-1501
demo-lift-result = 更換門機變頻器，試執行正常
demo-chains = ── 責任鏈，在工程車上看 ──
demo-equal = 三個節點的記錄相同：{ $records } 條，摘要 { $digest }。
demo-verified = 在三個節點上共核對 { $count } 個簽名，全部有效。
demo-took = 以上用時 { $ms } 毫秒。
demo-history = ── 舊系統的 { $rows } 件訴求 ──
demo-carried = 服務中心匯入用時 { $import } 毫秒；門崗和工程車同時取齊用時 { $sync } 毫秒。
demo-kept = 資料保留在 { $folder }：例如 shouwen --data { $folder }/gate request list
demo-differ = 三個節點的記錄不相同：請報告這個錯誤，並附上 --keep 的資料夾。
demo-passed-on = 轉錯部門的訴求竟能再轉出去：請報告這個錯誤。
demo-logged = { $who }登記{ $what }：「{ $words }」。從第一秒起由{ $who }負責。
demo-offered = { $from }把{ $what }轉交給{ $to }；對方接手之前，仍由{ $from }負責。
demo-taken = { $who }簽名接手{ $what }。
demo-finished = { $who }辦結{ $what }：{ $result }；已告知業主，關閉。
demo-declined = { $who }不接{ $what }：不歸他管。{ $giver }仍負責。
demo-recalled = 與此同時{ $who }把{ $what }收回自己處理：誰也不知道對方做了什麼。
demo-reopened = 業主又來找{ $who }：「{ $words }」。已關閉的{ $what }重新打開。
demo-contested = { $what }現在由兩人同時負責：{ $names }。沒有人被悄悄解除責任。
demo-settled = 主管{ $who }接手{ $what }，兩份責任合為一份。
demo-coordinated = { $what }轉錯了部門。按 R09.10，{ $who }不把業主推來推去：自己留下，開內部協調單給工程部。
demo-refused = 若要把{ $what }再轉出去，節點拒絕簽名：{ $why }
demo-limits = ── 再換兩部制度，看時限怎麼走 ──
demo-adopted = 小區改用“{ $title }”。此前登記的，永遠按 R09 判斷。
demo-completed = { $who }處理完{ $what }：{ $result }。
demo-told-back = { $who }把{ $what }的處理結果告知{ $to }：R01.9 要求 60 分鐘內。
demo-registered = { $who }已轉告業主，完成{ $what }的《首問事項登記》。
demo-satisfied = { $who }一刻鐘內到場（R10.3），已告知業主並問過：對{ $what }的處理滿意。
demo-duties = { $what }這件事，誰按哪一條該做什麼、何時之前（{ $who }看到的）：
demo-lift = 電梯
demo-leak = 漏水
demo-machine = 健身器材
demo-lights = 車庫的燈

## 沒有連上

net-name = 找不到「{ $place }」（{ $why }）
net-no-answer = { $address } 沒有應答
net-no-key = 對方沒有出示設備公鑰，不是 shouwen 節點
net-barred = 對方設備 { $peer } 已被吊銷
net-unexpected = 那裡應答的是另一台設備（{ $peer }），不是要找的那台
net-here = 這台電腦發不出連接：{ $why }
net-fault = 程式出錯，請報告：{ $why }
net-handshake = 握手失敗：{ $why }
net-closed-here = 連接由本機結束
net-silent = 對方沒有及時應答
net-oversized = 對方發來的消息超過 1 MiB 的上限
net-cut-off = 連接在一條消息中間斷了
net-ended = 連接已結束
net-refused-here = 本機拒絕了對方：{ $why }
net-by-peer = 對方結束了同步：{ $why }
net-version = 兩邊沒有共同的協議版本（對方 { $low } 到 { $high }），請更新舊的那個
net-peer-version = 兩邊沒有共同的協議版本，請更新舊的那個
net-organisation = 兩邊屬於不同的公司，請核對地址
net-reflected = 收到了自己發出的問候：路上有東西在回送消息
net-flooded = 對方發得太快，來不及保存
net-protocol = 對方發來的消息不合規則（{ $what }）
net-store = 本機的資料庫讀寫不了，請檢查磁碟後重新啟動
net-again = 需要重新開始一次同步，請再同步
net-scattered = 本機的記錄太零散，一次比對不完；請執行 shouwen rebuild
net-peer-silent = 它太久沒有聽到本機
net-peer-code = 它不接受本機發去的消息（代碼 { $code }）
net-peer-store = 它的資料庫讀寫不了
net-not-certified = 這台設備沒有加入公司，請先用 enrol 加入
net-revoked = 這台設備的授權已被吊銷，請找主管重新加入
net-wrong-key = 連接用的鑰匙和授權裡的不同，請重新加入
net-same-store = 兩端是同一份資料：磁碟被複製過，或節點撥給了自己；請把複製的那台作為新設備加入
net-busy = 它已連滿，請稍後再試

## 授權

cmd-staff-certify = 授權一位同事也在這台設備上簽名
said-certified = 已授權 { $staff }（{ $role }）在這台設備上簽名；多人共用時用 --as 說明是誰。
