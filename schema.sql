-- The store of zoufang: one SQLite file (SQLite >= 3.37).
--
-- This file is the only source of the schema. A comment gives each table and column its term in the field (Chinese =
-- English); the marker "/* logged */" puts a table under the operation log. The triggers of the log are not written here:
-- zoufang_cli/store/schema.py makes them from the marked tables. A change of a table needs a step in store/migrations.py.
--
-- Conventions: dates end in _on (YYYY-MM-DD), instants in _at (UTC), counts in _count, keys in _id. A text
-- without a value is '', a date or number without a value is NULL. Lists are JSON. Every row has an id that is
-- unique over all laptops (42 bits of milliseconds, 21 random bits).

PRAGMA application_id = 1514227783;
PRAGMA user_version = 2;

-- ---------------------------------------------------------------- the store itself, its log and its output (not logged)

CREATE TABLE store ( -- 活动库
  id INTEGER PRIMARY KEY CHECK (id = 1),
  campaign TEXT NOT NULL,                     -- 活动名称
  unit TEXT NOT NULL,                         -- 填报单位
  role TEXT NOT NULL CHECK (role IN ('unit', 'bureau', 'both')),  -- 执法单位、市局、两者兼有
  started_on TEXT NOT NULL CHECK (started_on IS date(started_on, '+0 days')),  -- 活动开始日期
  plan_toml TEXT NOT NULL,                    -- 实施方案
  settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings)),
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE device ( -- 登记本活动库的电脑
  id INTEGER PRIMARY KEY,
  letter TEXT NOT NULL,                       -- 编号字母(第二台起)
  name TEXT NOT NULL,                         -- 名称
  machine TEXT NOT NULL,
  registered_at TEXT NOT NULL
) STRICT;

CREATE TABLE counter ( -- 编号流水,只增不减
  kind TEXT NOT NULL,                         -- ZF 走访, HD 活动, WT 问题, YH 业户 …
  year INTEGER NOT NULL,
  letter TEXT NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (kind, year, letter)
) STRICT, WITHOUT ROWID;

CREATE TABLE tally ( -- 月度汇总(可由台账重算)
  month TEXT NOT NULL,                        -- 月份
  key TEXT NOT NULL,                          -- 项目
  value INTEGER NOT NULL,                     -- 值
  PRIMARY KEY (month, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE output ( -- 已写出的文件,用于识别人工改动
  path TEXT PRIMARY KEY,                      -- 存放位置
  month TEXT NOT NULL,                        -- 月报的月份
  sha256 TEXT NOT NULL,                       -- 文件校验值
  written_at TEXT NOT NULL,
  copy_of TEXT NOT NULL DEFAULT ''            -- 退回更正表所据名册的 SHA-256
) STRICT, WITHOUT ROWID;

CREATE TABLE last_write ( -- 本程序最近一次写入,用于发现其他程序的写入
  id INTEGER PRIMARY KEY CHECK (id = 1),
  file_counter INTEGER NOT NULL               -- 此后文件头中的写入次数
) STRICT;

CREATE TABLE operation ( -- 操作留痕(一次操作一行)
  id INTEGER PRIMARY KEY,
  device INTEGER NOT NULL,                    -- 电脑
  seq INTEGER NOT NULL,                       -- 本机序号
  clock INTEGER NOT NULL,                     -- 逻辑时钟
  seen TEXT NOT NULL,                         -- 当时各机已有序号
  at TEXT NOT NULL,                           -- 实际时刻 (UTC)
  today_on TEXT NOT NULL,                     -- 业务日期
  who TEXT NOT NULL,                          -- 操作人
  command TEXT NOT NULL,                      -- 命令
  undoes INTEGER,                             -- 所撤销的操作
  salt TEXT,
  content TEXT,                               -- 内容
  previous TEXT,
  hash TEXT,
  UNIQUE (device, seq)
) STRICT;
CREATE UNIQUE INDEX one_open_operation ON operation ((hash IS NULL)) WHERE hash IS NULL;

CREATE TABLE change ( -- 改动(一次操作改动的每一行)
  id INTEGER PRIMARY KEY,
  operation_id INTEGER,                       -- NULL: 由其他程序写入
  tbl TEXT NOT NULL,                          -- 记录种类
  row_id INTEGER NOT NULL,                    -- 记录
  before TEXT,                                -- 新增、删除:整行各列的值 [...];修改:改动的列 {...}
  after TEXT
) STRICT;
CREATE INDEX change_operation ON change (operation_id);
CREATE INDEX change_row ON change (row_id);

-- ---------------------------------------------------------------- plan

CREATE TABLE workday ( /* logged */ -- 工作日调整(本单位的)
  id INTEGER PRIMARY KEY,
  day TEXT NOT NULL UNIQUE CHECK (day IS date(day, '+0 days')),  -- 日期
  working INTEGER NOT NULL CHECK (working IN (0, 1)),  -- 1 上班 0 放假
  note TEXT NOT NULL DEFAULT ''               -- 说明
) STRICT;

-- ---------------------------------------------------------------- attachments

CREATE TABLE attachment ( /* logged */ -- 佐证材料
  id INTEGER PRIMARY KEY,
  tbl TEXT NOT NULL,                          -- 所属台账
  row_id INTEGER NOT NULL,                    -- 记录
  number TEXT NOT NULL,                       -- 所属记录编号
  name TEXT NOT NULL,                         -- 原文件名
  path TEXT NOT NULL,                         -- 库旁文件夹内的相对路径
  sha256 TEXT NOT NULL,                       -- 文件校验值
  size_bytes INTEGER NOT NULL,                -- 大小
  note TEXT NOT NULL DEFAULT '',              -- 说明
  added_on TEXT NOT NULL CHECK (added_on IS date(added_on, '+0 days'))  -- 添加日期
) STRICT;
CREATE INDEX attachment_row ON attachment (row_id);

-- ---------------------------------------------------------------- people

CREATE TABLE person ( /* logged */ -- 人员
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),      -- 姓名
  post TEXT NOT NULL DEFAULT '',              -- 职务
  badge_no TEXT NOT NULL DEFAULT '',          -- 执法证号
  unit TEXT NOT NULL DEFAULT '',              -- 单位
  phone TEXT NOT NULL DEFAULT '',             -- 联系电话
  remark TEXT NOT NULL DEFAULT '',            -- 备注
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'left'))  -- 在岗、离岗
) STRICT;
CREATE INDEX person_name ON person (name);
CREATE UNIQUE INDEX person_badge ON person (badge_no) WHERE badge_no <> '';

CREATE TABLE appointment ( /* logged */ -- 任职
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),  -- 人员
  role TEXT NOT NULL CHECK (role IN (  -- 身份
    'leader',        -- 负责同志(带队领导)
    'group_head',    -- 活动小组组长
    'group_member',  -- 活动小组成员
    'liaison',       -- 联络员
    'filer',         -- 填报人
    'reviewer',      -- 审核人
    'head',          -- 单位负责人
    'supervisor'     -- 行风义务监督员
  )),
  from_on TEXT CHECK (from_on IS date(from_on, '+0 days')),  -- 任职起, NULL: 一直
  to_on TEXT CHECK (to_on IS date(to_on, '+0 days')),        -- 任职止
  note TEXT NOT NULL DEFAULT ''               -- 说明
) STRICT;
CREATE INDEX appointment_person ON appointment (person_id);

-- ---------------------------------------------------------------- roster

CREATE TABLE source ( /* logged */ -- 名册来源(按表头识别)
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,                         -- 首份文件的名称
  header_hash TEXT NOT NULL UNIQUE,           -- 表头
  header TEXT NOT NULL CHECK (json_valid(header)),   -- 表头各列
  mapping TEXT NOT NULL CHECK (json_valid(mapping))  -- 列名 -> 字段
) STRICT;

CREATE TABLE batch ( /* logged */ -- 导入批次
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                -- 批次号 DR-00001
  previous_id INTEGER,                        -- 同样来源的上一份名册,用于比对减少的业户
  corrects_id INTEGER REFERENCES batch (id),  -- 所更正的批次
  file TEXT NOT NULL,                         -- 文件
  sha256 TEXT NOT NULL,                       -- 文件校验值
  encoding TEXT NOT NULL DEFAULT '',          -- 文字编码
  mode TEXT NOT NULL CHECK (mode IN ('update', 'fill', 'new')),  -- 更新、补空、只增
  members TEXT NOT NULL CHECK (json_valid(members)),  -- 名册所列业户:内部编号的区间 [首, 家数]
  counts TEXT NOT NULL CHECK (json_valid(counts)),  -- 行数
  imported_on TEXT NOT NULL CHECK (imported_on IS date(imported_on, '+0 days')),  -- 导入日期
  listed_on TEXT CHECK (listed_on IS date(listed_on, '+0 days')),  -- 其新业户列入名册的日期
  problems TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(problems))  -- 文件、工作表和表头的问题
) STRICT;
CREATE INDEX batch_sha256 ON batch (sha256);
CREATE INDEX batch_corrects ON batch (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE TABLE batch_sheet ( /* logged */ -- 导入的工作表(批次的每张一行)
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES batch (id),  -- 批次
  source_id INTEGER NOT NULL REFERENCES source (id),  -- 名册来源
  sheet TEXT NOT NULL,                        -- 工作表,只有一张表的文件为 ''
  title TEXT NOT NULL DEFAULT '',             -- 工作表的名称,文本文件为 ''
  header_row INTEGER NOT NULL,                -- 表头所在行
  header TEXT NOT NULL CHECK (json_valid(header)),    -- 表头各列,供退回需更正的行
  mapping TEXT NOT NULL CHECK (json_valid(mapping)),  -- 列名 -> 字段
  how TEXT NOT NULL CHECK (json_valid(how)),  -- 列名 -> 依据: map 指定, remembered 沿用, name 列名, values 内容
  UNIQUE (batch_id, sheet)
) STRICT;
CREATE INDEX batch_sheet_source ON batch_sheet (source_id);

CREATE TABLE import_row ( /* logged */ -- 未采用或存疑的行
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES batch (id),  -- 批次
  sheet TEXT NOT NULL,                        -- 工作表,文本文件为 ''
  line INTEGER NOT NULL,                      -- 行号
  raw TEXT NOT NULL CHECK (json_valid(raw)),  -- 原文各列
  problems TEXT NOT NULL CHECK (json_valid(problems)),  -- 问题
  state TEXT NOT NULL CHECK (state IN ('rejected', 'doubtful', 'settled')),  -- 未采用、存疑、已处理
  operator_id INTEGER REFERENCES operator (id),  -- 采用的行记到哪一业户
  origin INTEGER NOT NULL DEFAULT 0 CHECK (origin IN (0, 1))  -- 该业户是否由本行建立
) STRICT;
CREATE INDEX import_row_batch ON import_row (batch_id);
CREATE INDEX import_row_operator ON import_row (operator_id) WHERE operator_id IS NOT NULL;

CREATE TABLE operator ( /* logged */ -- 业户
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                -- 业户编号 YH-00001
  name TEXT NOT NULL CHECK (name <> ''),      -- 业户名称
  normalized_name TEXT NOT NULL,                         -- 归一名称(匹配用)
  initials TEXT NOT NULL DEFAULT '',          -- 拼音首字母
  operator_type TEXT NOT NULL DEFAULT 'enterprise' CHECK (operator_type IN ('enterprise', 'sole_trader')),  -- 性质(企业、个体)
  credit_code TEXT NOT NULL DEFAULT '',       -- 统一社会信用代码 GB 32100-2015
  registration_no TEXT NOT NULL DEFAULT '',   -- 工商注册号(15 位)
  organisation_code TEXT NOT NULL DEFAULT '', -- 组织机构代码(9 位)
  licence TEXT NOT NULL DEFAULT '',           -- 道路运输经营许可证号(原文)
  licence_digits TEXT NOT NULL DEFAULT '',    -- 许可证号数字
  legal_person TEXT NOT NULL DEFAULT '',      -- 法定代表人(负责人)
  legal_phone TEXT NOT NULL DEFAULT '[]',     -- 法定代表人电话
  contact TEXT NOT NULL DEFAULT '',           -- 联系人
  phone TEXT NOT NULL DEFAULT '[]',           -- 联系电话
  address TEXT NOT NULL DEFAULT '',           -- 经营地址
  district TEXT NOT NULL DEFAULT '',          -- 所属区县(镇街)
  scope TEXT NOT NULL DEFAULT '[]',           -- 经营范围
  kinds TEXT NOT NULL DEFAULT '[]',           -- 业户类别
  status INTEGER CHECK (status IN (1, 2, 3, 4, 5, 6, 9)),  -- 经营状态 JT/T 415-2006: 1 营业 2 停业 3 整改 4 停业整顿 5 歇业 6 注销 9 其他
  valid_from TEXT CHECK (valid_from IS date(valid_from, '+0 days')),  -- 有效期起
  valid_to TEXT CHECK (valid_to IS date(valid_to, '+0 days')),        -- 有效期止
  economic_type TEXT NOT NULL DEFAULT '',     -- 经济类型
  vehicle_count INTEGER,                      -- 车辆数
  tags TEXT NOT NULL DEFAULT '[]',            -- 标签(重点企业、走访对象 …)
  remark TEXT NOT NULL DEFAULT '',            -- 备注
  extra TEXT NOT NULL DEFAULT '{}',           -- 名册中的其他列
  hand_edited TEXT NOT NULL DEFAULT '[]',     -- 人工改过的字段
  listed_on TEXT NOT NULL CHECK (listed_on IS date(listed_on, '+0 days')),  -- 列入名册日期
  merged_into_id INTEGER REFERENCES operator (id)  -- 已并入
) STRICT;
CREATE INDEX operator_code ON operator (credit_code) WHERE credit_code <> '';
CREATE INDEX operator_registration ON operator (registration_no) WHERE registration_no <> '';
CREATE INDEX operator_licence ON operator (licence_digits) WHERE licence_digits <> '';
CREATE INDEX operator_normalized_name ON operator (normalized_name, district);
CREATE INDEX operator_merged ON operator (merged_into_id) WHERE merged_into_id IS NOT NULL;

CREATE TABLE former_key ( /* logged */ -- 曾用号码(业户曾用的号码、名称和区县,以后的名册仍凭它认出)
  id INTEGER PRIMARY KEY,
  operator_id INTEGER NOT NULL REFERENCES operator (id),  -- 业户
  field TEXT NOT NULL CHECK (field IN ('credit_code', 'registration_no', 'licence_digits', 'normalized_name', 'district')),  -- 字段
  value TEXT NOT NULL CHECK (value <> ''),    -- 值
  UNIQUE (operator_id, field, value)
) STRICT;
CREATE INDEX former_key_value ON former_key (field, value);

CREATE TABLE status_change ( /* logged */ -- 经营状态变更
  id INTEGER PRIMARY KEY,
  operator_id INTEGER NOT NULL REFERENCES operator (id),  -- 业户
  changed_on TEXT NOT NULL CHECK (changed_on IS date(changed_on, '+0 days')),  -- 变更日期
  from_status INTEGER,                        -- 原经营状态
  to_status INTEGER,                          -- 现经营状态
  note TEXT NOT NULL DEFAULT ''               -- 说明
) STRICT;
CREATE INDEX status_change_operator ON status_change (operator_id, changed_on);

CREATE TABLE conflict ( /* logged */ -- 名册冲突:两个值都保留,待人工确定
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                -- 冲突号 CT-00001
  operator_id INTEGER NOT NULL REFERENCES operator (id),  -- 业户
  batch_id INTEGER REFERENCES batch (id),     -- 批次
  other_id INTEGER REFERENCES operator (id),  -- 许可证号相同而代码不同的另一业户
  field TEXT NOT NULL CHECK (field IN ('name', 'credit_code')),  -- 字段
  held TEXT NOT NULL,                         -- 库中值
  offered TEXT NOT NULL,                      -- 名册值
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'kept', 'taken')),  -- 状态
  settled_on TEXT CHECK (settled_on IS date(settled_on, '+0 days'))  -- 裁定日期
) STRICT;
CREATE INDEX conflict_operator ON conflict (operator_id);
CREATE INDEX conflict_batch ON conflict (batch_id);
CREATE INDEX conflict_other ON conflict (other_id) WHERE other_id IS NOT NULL;

CREATE TABLE distinct_pair ( /* logged */ -- 非同一业户(已确认)
  id INTEGER PRIMARY KEY,
  one_id INTEGER NOT NULL REFERENCES operator (id),  -- 一方业户
  other_id INTEGER NOT NULL REFERENCES operator (id),  -- 另一业户
  reason TEXT NOT NULL DEFAULT '',            -- 原因
  decided_on TEXT NOT NULL CHECK (decided_on IS date(decided_on, '+0 days')),  -- 决定日期
  UNIQUE (one_id, other_id),
  CHECK (one_id < other_id)
) STRICT;
CREATE INDEX distinct_pair_other ON distinct_pair (other_id);

-- ---------------------------------------------------------------- issues

CREATE TABLE issue ( /* logged */ -- 问题
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                -- 编号 WT-2020-0001
  source TEXT NOT NULL CHECK (source IN (  -- 来源
    'visit',         -- 走访
    'meeting',       -- 座谈
    'review',        -- 评议
    'open_day',      -- 开放日
    'hotline',       -- 12328
    'self_check',    -- 自查
    'inspection'     -- 明察暗访
  )),
  nature TEXT NOT NULL DEFAULT 'difficulty' CHECK (nature IN ('difficulty', 'own_fault', 'reminder')),  -- 业户困难诉求、自身问题、合规提醒
  category TEXT NOT NULL DEFAULT '',          -- 类别
  text TEXT NOT NULL CHECK (text <> ''),      -- 问题描述
  reported_on TEXT NOT NULL CHECK (reported_on IS date(reported_on, '+0 days')),  -- 反映日期
  activity_id INTEGER REFERENCES activity (id),  -- 由哪次走访或活动带出
  register_id INTEGER REFERENCES register (id),  -- 由哪条登记带出
  state TEXT NOT NULL CHECK (state IN (  -- 状态
    'pending',       -- 待交办
    'assigned',      -- 办理中
    'standing',      -- 长期坚持
    'resolved',      -- 已办结(待核验)
    'closed',        -- 已销号
    'voided'         -- 已作废
  )),
  outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'solved', 'on_the_spot', 'explained', 'referred')),  -- 解决、立行立改、解释说明、转办(上报)
  measure TEXT NOT NULL DEFAULT '',           -- 具体措施
  responsible_id INTEGER REFERENCES person (id),  -- 责任人员
  responsible_unit TEXT NOT NULL DEFAULT '',  -- 责任单位
  due_on TEXT CHECK (due_on IS date(due_on, '+0 days')),            -- 完成时限
  original_due_on TEXT CHECK (original_due_on IS date(original_due_on, '+0 days')),  -- 原定时限
  review_on TEXT CHECK (review_on IS date(review_on, '+0 days')),   -- 下次检视日期(长期坚持)
  result TEXT NOT NULL DEFAULT '',            -- 完成情况
  referred_to TEXT NOT NULL DEFAULT '',       -- 转办(上报)单位
  evidence TEXT NOT NULL DEFAULT '',          -- 佐证
  resolved_on TEXT CHECK (resolved_on IS date(resolved_on, '+0 days')),  -- 办结日期
  verifier_id INTEGER REFERENCES person (id), -- 核验人
  verified_on TEXT CHECK (verified_on IS date(verified_on, '+0 days')),  -- 核验日期
  closed_on TEXT CHECK (closed_on IS date(closed_on, '+0 days')),        -- 销号日期
  remark TEXT NOT NULL DEFAULT ''             -- 备注
) STRICT;
CREATE INDEX issue_state ON issue (state, due_on);
CREATE INDEX issue_activity ON issue (activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX issue_register ON issue (register_id) WHERE register_id IS NOT NULL;
CREATE INDEX issue_responsible ON issue (responsible_id) WHERE responsible_id IS NOT NULL;
CREATE INDEX issue_verifier ON issue (verifier_id) WHERE verifier_id IS NOT NULL;
CREATE INDEX issue_reported ON issue (reported_on);

CREATE TABLE issue_party ( /* logged */ -- 问题业户(反映问题的业户)
  id INTEGER PRIMARY KEY,
  issue_id INTEGER NOT NULL REFERENCES issue (id),  -- 问题
  operator_id INTEGER NOT NULL REFERENCES operator (id),  -- 业户
  UNIQUE (issue_id, operator_id)
) STRICT;
CREATE INDEX issue_party_operator ON issue_party (operator_id);

CREATE TABLE call_back ( /* logged */ -- 回访:每次销号每户一条,重新交办后仍保留
  id INTEGER PRIMARY KEY,
  issue_id INTEGER NOT NULL REFERENCES issue (id),  -- 问题
  operator_id INTEGER NOT NULL REFERENCES operator (id),  -- 业户
  "on" TEXT NOT NULL CHECK ("on" IS date("on", '+0 days')),  -- 回访日期
  feedback TEXT NOT NULL DEFAULT '',          -- 业户反馈
  satisfaction TEXT NOT NULL DEFAULT ''       -- 回访满意度
) STRICT;
CREATE INDEX call_back_issue ON call_back (issue_id, operator_id);
CREATE INDEX call_back_operator ON call_back (operator_id);

CREATE TABLE issue_step ( /* logged */ -- 办理过程
  id INTEGER PRIMARY KEY,
  issue_id INTEGER NOT NULL REFERENCES issue (id),  -- 问题
  "on" TEXT NOT NULL CHECK ("on" IS date("on", '+0 days')),  -- 日期
  from_state TEXT NOT NULL,                   -- 原状态, '': 新提出
  to_state TEXT NOT NULL,                     -- 新状态
  outcome TEXT NOT NULL DEFAULT '',           -- 销号方式
  due_on TEXT CHECK (due_on IS date(due_on, '+0 days')),  -- 此后的完成时限
  text TEXT NOT NULL DEFAULT '',              -- 说明
  person_id INTEGER REFERENCES person (id)    -- 经办人
) STRICT;
CREATE INDEX issue_step_issue ON issue_step (issue_id, id);
CREATE INDEX issue_step_on ON issue_step ("on");
CREATE INDEX issue_step_person ON issue_step (person_id) WHERE person_id IS NOT NULL;

-- ---------------------------------------------------------------- visits and events

CREATE TABLE activity ( /* logged */ -- 走访(一户一行;活动也在此)
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                -- 编号 ZF-2020-0001(走访)、HD-2020-0001(活动)
  trip TEXT NOT NULL,                         -- 走访组号:同次走访的首个编号
  kind TEXT NOT NULL CHECK (kind IN ('visit', 'event')),  -- 走访、活动
  form TEXT NOT NULL,                         -- 主形式(方案中的 F1…)
  tags TEXT NOT NULL DEFAULT '[]',            -- 其他形式(不计入分项)
  held_on TEXT NOT NULL CHECK (held_on IS date(held_on, '+0 days')),  -- 走访(举办)日期
  operator_id INTEGER REFERENCES operator (id),  -- 被走访业户
  leader_id INTEGER REFERENCES person (id),   -- 带队领导
  host TEXT NOT NULL DEFAULT '',              -- 举办地单位(可不在名册)
  place TEXT NOT NULL DEFAULT '',             -- 地点
  title TEXT NOT NULL DEFAULT '',             -- 主题
  way TEXT NOT NULL DEFAULT 'on_site' CHECK (way IN ('on_site', 'telephone', 'video')),  -- 现场、电话、视频
  received_by TEXT NOT NULL DEFAULT '',       -- 接待人
  received_phone TEXT NOT NULL DEFAULT '',    -- 接待人电话
  material_count INTEGER NOT NULL DEFAULT 0 CHECK (material_count >= 0),  -- 发放资料(份);多户一次的记在首户
  services TEXT NOT NULL DEFAULT '[]',        -- 上门服务事项
  satisfaction TEXT NOT NULL DEFAULT '',      -- 满意度(方案中的档次)
  said TEXT NOT NULL DEFAULT '',              -- 谈话记录
  reply TEXT NOT NULL DEFAULT '',             -- 现场答复
  follow_up TEXT NOT NULL DEFAULT '',         -- 需跟踪事项
  few_reason TEXT NOT NULL DEFAULT '',        -- 不足两人的理由
  counted INTEGER NOT NULL DEFAULT 1 CHECK (counted IN (0, 1)),  -- 联合走访由牵头单位计数,协办单位为 0
  state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'cancelled')),  -- 计划、完成、取消
  cancelled_on TEXT CHECK (cancelled_on IS date(cancelled_on, '+0 days')),  -- 取消日期
  cancel_reason TEXT NOT NULL DEFAULT '',     -- 取消原因
  remark TEXT NOT NULL DEFAULT '',            -- 备注
  CHECK (kind = 'event' OR operator_id IS NOT NULL)
) STRICT;
CREATE INDEX activity_operator ON activity (operator_id, held_on);
CREATE INDEX activity_held ON activity (held_on, state);
CREATE INDEX activity_trip ON activity (trip);
CREATE INDEX activity_leader ON activity (leader_id) WHERE leader_id IS NOT NULL;

CREATE TABLE participant ( /* logged */ -- 参加人员
  id INTEGER PRIMARY KEY,
  activity_id INTEGER NOT NULL REFERENCES activity (id),  -- 走访或活动
  role TEXT NOT NULL CHECK (role IN ('officer', 'guest', 'operator', 'partner')),  -- 执法人员、嘉宾、业户、协办单位
  person_id INTEGER REFERENCES person (id),   -- 人员
  operator_id INTEGER REFERENCES operator (id),  -- 业户
  name TEXT NOT NULL DEFAULT '',              -- 名称
  guest_kind TEXT NOT NULL DEFAULT '',        -- 嘉宾类别
  invited INTEGER NOT NULL DEFAULT 0,         -- 邀请(人)
  present INTEGER NOT NULL DEFAULT 1          -- 到场(人)
) STRICT;
CREATE INDEX participant_activity ON participant (activity_id);
CREATE INDEX participant_person ON participant (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX participant_operator ON participant (operator_id) WHERE operator_id IS NOT NULL;

CREATE TABLE activity_item ( /* logged */ -- 走访内容
  id INTEGER PRIMARY KEY,
  activity_id INTEGER NOT NULL REFERENCES activity (id),  -- 走访或活动
  kind TEXT NOT NULL CHECK (kind IN ('area', 'policy', 'list')),  -- 内容领域、宣讲政策、公布清单
  key TEXT NOT NULL                           -- 方案中的键;政策为名称
) STRICT;
CREATE INDEX activity_item_activity ON activity_item (activity_id);

-- ---------------------------------------------------------------- registers

CREATE TABLE opinion ( /* logged */ -- 意见建议(和诉求)
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                -- 编号 YJ-2020-0001
  kind TEXT NOT NULL CHECK (kind IN ('demand', 'opinion', 'question', 'difficulty', 'misunderstanding', 'compliance')),  -- 诉求、意见建议、咨询、困难、误解、合规情况
  area TEXT NOT NULL DEFAULT '',              -- 领域
  text TEXT NOT NULL CHECK (text <> ''),      -- 内容
  given_on TEXT NOT NULL CHECK (given_on IS date(given_on, '+0 days')),  -- 提出日期
  activity_id INTEGER REFERENCES activity (id),  -- 走访或活动
  operator_id INTEGER REFERENCES operator (id),  -- 业户
  giver TEXT NOT NULL DEFAULT '',             -- 提出人
  answer TEXT NOT NULL DEFAULT '',            -- 答复
  answered_on TEXT CHECK (answered_on IS date(answered_on, '+0 days')),  -- 答复日期
  adopted INTEGER CHECK (adopted IN (0, 1)),  -- 是否采纳
  decided_on TEXT CHECK (decided_on IS date(decided_on, '+0 days')),  -- 采纳决定日期
  issue_id INTEGER REFERENCES issue (id)      -- 问题
) STRICT;
CREATE INDEX opinion_activity ON opinion (activity_id);
CREATE INDEX opinion_operator ON opinion (operator_id);
CREATE INDEX opinion_issue ON opinion (issue_id);

CREATE TABLE ticket ( /* logged */ -- 12328 工单
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                -- 受理编号
  type TEXT NOT NULL CHECK (type IN ('complaint', 'opinion', 'enquiry')),  -- 投诉举报、意见建议、信息咨询
  received_on TEXT NOT NULL CHECK (received_on IS date(received_on, '+0 days')),  -- 受理日期
  due_at TEXT,                                -- 要求完成时间
  caller TEXT NOT NULL DEFAULT '',            -- 来电人(不出本机)
  caller_phone TEXT NOT NULL DEFAULT '',      -- 来电电话
  plate TEXT NOT NULL DEFAULT '',             -- 车牌号
  subject TEXT NOT NULL DEFAULT '',           -- 单位名称
  operator_id INTEGER REFERENCES operator (id),  -- 业户
  happened TEXT NOT NULL DEFAULT '',          -- 发生时间地点
  text TEXT NOT NULL,                         -- 业务内容
  department TEXT NOT NULL DEFAULT '',        -- 办理部门
  handler_id INTEGER REFERENCES person (id),  -- 办理人
  done_on TEXT CHECK (done_on IS date(done_on, '+0 days')),  -- 办理时间
  result TEXT NOT NULL DEFAULT '',            -- 办理结果
  repeat_of_id INTEGER REFERENCES ticket (id),-- 重复来电
  feedback_on TEXT CHECK (feedback_on IS date(feedback_on, '+0 days')),  -- 反馈日期
  satisfaction TEXT NOT NULL DEFAULT '',      -- 公众满意度
  issue_id INTEGER REFERENCES issue (id),     -- 问题
  remark TEXT NOT NULL DEFAULT ''             -- 备注
) STRICT;
CREATE INDEX ticket_operator ON ticket (operator_id);
CREATE INDEX ticket_handler ON ticket (handler_id);
CREATE INDEX ticket_repeat ON ticket (repeat_of_id);
CREATE INDEX ticket_issue ON ticket (issue_id);

CREATE TABLE checklist ( /* logged */ -- 对照清单
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('prohibition', 'disclosure', 'public_list')),  -- 十不准、执法公示、公布清单
  number INTEGER NOT NULL,                    -- 编号
  text TEXT NOT NULL,                         -- 内容
  UNIQUE (kind, number)
) STRICT;

CREATE TABLE inspection ( /* logged */ -- 检查(自查与明察暗访)
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                -- 编号 JC-2020-0001
  kind TEXT NOT NULL CHECK (kind IN ('self', 'open', 'unannounced')),  -- 自查、明察、暗访
  unit TEXT NOT NULL DEFAULT '',              -- 被检查单位
  held_on TEXT NOT NULL CHECK (held_on IS date(held_on, '+0 days')),  -- 日期
  inspectors TEXT NOT NULL DEFAULT '[]',      -- 检查人员
  seed TEXT NOT NULL DEFAULT '',              -- 抽取种子
  population TEXT NOT NULL DEFAULT '[]',      -- 抽取范围
  drawn TEXT NOT NULL DEFAULT '[]',           -- 抽取结果
  notice_no TEXT NOT NULL DEFAULT '',         -- 通报文号
  text TEXT NOT NULL DEFAULT ''               -- 内容
) STRICT;

CREATE TABLE finding ( /* logged */ -- 检查发现
  id INTEGER PRIMARY KEY,
  inspection_id INTEGER NOT NULL REFERENCES inspection (id),  -- 检查
  checklist_id INTEGER REFERENCES checklist (id),  -- 对照项
  text TEXT NOT NULL,                         -- 内容
  fixed_on TEXT CHECK (fixed_on IS date(fixed_on, '+0 days')),  -- 整改日期
  penalty TEXT NOT NULL DEFAULT '',           -- 处理结果
  issue_id INTEGER REFERENCES issue (id)      -- 问题
) STRICT;
CREATE INDEX finding_inspection ON finding (inspection_id);
CREATE INDEX finding_checklist ON finding (checklist_id);
CREATE INDEX finding_issue ON finding (issue_id);

CREATE TABLE register ( /* logged */ -- 登记(宣传报道、创新做法、征求意见机制、网上服务平台 …;各有哪些项目见 registers/declared)
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                -- 编号 XC-2020-0001
  kind TEXT NOT NULL,                         -- 登记种类
  "on" TEXT CHECK ("on" IS date("on", '+0 days')),  -- 日期(刊播、提出、建立、上线)
  decided_on TEXT CHECK (decided_on IS date(decided_on, '+0 days')),  -- 采纳日期
  ended_on TEXT CHECK (ended_on IS date(ended_on, '+0 days')),        -- 终止日期
  title TEXT NOT NULL CHECK (title <> ''),    -- 名称
  detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail)),  -- 其他各项
  state TEXT NOT NULL CHECK (state IN ('standing', 'cancelled')),  -- 有效、已取消
  cancelled_on TEXT CHECK (cancelled_on IS date(cancelled_on, '+0 days')),  -- 取消日期
  cancel_reason TEXT NOT NULL DEFAULT '',     -- 取消原因
  remark TEXT NOT NULL DEFAULT ''             -- 备注
) STRICT;
CREATE INDEX register_kind ON register (kind, "on");

CREATE TABLE register_link ( /* logged */ -- 登记涉及的业户和人员
  id INTEGER PRIMARY KEY,
  register_id INTEGER NOT NULL REFERENCES register (id),  -- 登记
  field TEXT NOT NULL,                        -- 项目
  operator_id INTEGER REFERENCES operator (id),  -- 业户
  person_id INTEGER REFERENCES person (id),   -- 人员
  CHECK ((operator_id IS NULL) <> (person_id IS NULL))
) STRICT;
CREATE INDEX register_link_register ON register_link (register_id);
CREATE INDEX register_link_operator ON register_link (operator_id) WHERE operator_id IS NOT NULL;
CREATE INDEX register_link_person ON register_link (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE survey ( /* logged */ -- 问卷测评
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,                -- 编号 CP-2020-0001
  held_on TEXT NOT NULL CHECK (held_on IS date(held_on, '+0 days')),  -- 日期
  title TEXT NOT NULL,                        -- 标题
  channel TEXT NOT NULL DEFAULT '',           -- 方式
  sent_count INTEGER NOT NULL,                -- 发放(份)
  returned_count INTEGER NOT NULL,            -- 回收(份)
  valid_count INTEGER NOT NULL,               -- 有效(份)
  answers TEXT NOT NULL DEFAULT '{}',         -- 各档次份数
  activity_id INTEGER REFERENCES activity (id)  -- 走访或活动
) STRICT;
CREATE INDEX survey_activity ON survey (activity_id);

-- ---------------------------------------------------------------- returns

CREATE TABLE month_return ( /* logged */ -- 月报
  id INTEGER PRIMARY KEY,
  unit TEXT NOT NULL,                         -- 填报单位
  month TEXT NOT NULL CHECK (month || '-01' IS date(month || '-01', '+0 days')),  -- 月份
  version INTEGER NOT NULL DEFAULT 0,         -- 版本(0 为草稿)
  state TEXT NOT NULL CHECK (state IN ('draft', 'opening', 'submitted', 'withdrawn', 'received')),  -- 草稿、期初数、已报送、已撤回、已接收
  reason TEXT NOT NULL DEFAULT '',            -- 零报告原因
  signers TEXT NOT NULL DEFAULT '{}',         -- 单位负责人、审核人、填报人、联系电话
  "on" TEXT CHECK ("on" IS date("on", '+0 days')),  -- 报送或接收日期
  figures TEXT NOT NULL DEFAULT '{}',         -- 数字
  records TEXT NOT NULL DEFAULT '{}',         -- 记录
  files TEXT NOT NULL DEFAULT '[]',           -- 附件
  head TEXT NOT NULL DEFAULT '',              -- 操作链摘要
  UNIQUE (unit, month, version)
) STRICT;

CREATE TABLE packet ( /* logged */ -- 报送包(各单位的)
  id INTEGER PRIMARY KEY,
  unit TEXT NOT NULL,                         -- 单位
  month TEXT NOT NULL,                        -- 月份
  sha256 TEXT NOT NULL UNIQUE,                -- 文件校验值
  received_on TEXT NOT NULL CHECK (received_on IS date(received_on, '+0 days')),  -- 收到日期
  content TEXT NOT NULL                       -- 内容
) STRICT;

-- ---------------------------------------------------------------- phases

CREATE TABLE phase_entry ( /* logged */ -- 进入阶段
  id INTEGER PRIMARY KEY,
  phase TEXT NOT NULL,                        -- 方案中的 P1…
  entered_on TEXT NOT NULL CHECK (entered_on IS date(entered_on, '+0 days')),  -- 进入日期
  reason TEXT NOT NULL DEFAULT '',            -- 提前进入的理由
  missing TEXT NOT NULL DEFAULT '[]',         -- 离开上一阶段时未完成的事项
  withdrawn_on TEXT CHECK (withdrawn_on IS date(withdrawn_on, '+0 days'))  -- 撤回日期
) STRICT;

CREATE TABLE deliverable ( /* logged */ -- 阶段任务(完成情况)
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,                   -- 方案中的 P1a…
  done_on TEXT NOT NULL CHECK (done_on IS date(done_on, '+0 days')),  -- 完成日期
  evidence TEXT NOT NULL                      -- 依据
) STRICT;

-- ---------------------------------------------------------------- merging of laptops

CREATE TABLE settlement ( /* logged */ -- 合并确定(合并冲突的人工确定)
  id INTEGER PRIMARY KEY,
  tbl TEXT NOT NULL,                          -- 记录种类
  row_id INTEGER NOT NULL,                    -- 记录
  field TEXT NOT NULL,                        -- 字段
  chosen TEXT NOT NULL,                       -- 采用值
  refused TEXT NOT NULL DEFAULT '[]',         -- 未采用值
  settled_on TEXT NOT NULL CHECK (settled_on IS date(settled_on, '+0 days'))  -- 裁定日期
) STRICT;
CREATE INDEX settlement_row ON settlement (row_id);

-- ---------------------------------------------------------------- views: what lists, ledgers, exports and why show of a record

CREATE VIEW issue_row AS -- 问题台账的一行
SELECT i.*,
  coalesce(a.number, '') AS activity,         -- 由哪次走访、活动提出
  coalesce(r.name, '') AS responsible,        -- 责任人
  coalesce(v.name, '') AS verifier,           -- 核验人
  coalesce((
    SELECT group_concat(name, '、')
    FROM (
      SELECT e.name
      FROM issue_party p
      JOIN operator e ON e.id = p.operator_id
      WHERE p.issue_id = i.id
      ORDER BY e.number)), '') AS operators   -- 反映问题的业户
FROM issue i
LEFT JOIN activity a ON a.id = i.activity_id
LEFT JOIN person r ON r.id = i.responsible_id
LEFT JOIN person v ON v.id = i.verifier_id;

CREATE VIEW visit_row AS -- 走访台账的一行
SELECT a.*,
  e.number AS operator_number,                -- 业户编号
  e.name AS operator,                         -- 被走访业户
  e.district AS district,                     -- 所属区县
  iif(a.place <> '', a.place, e.address) AS address,  -- 走访地点,没有写的是业户地址
  p.name AS leader,                           -- 带队领导
  p.badge_no AS leader_badge                  -- 带队领导的执法证号
FROM activity a
JOIN operator e ON e.id = a.operator_id
LEFT JOIN person p ON p.id = a.leader_id
WHERE a.kind = 'visit';
