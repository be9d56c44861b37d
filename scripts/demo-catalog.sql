-- The demo catalog that `npm start` seeds. Rows already there are left as they are.
INSERT INTO coze_package
  (id, name, label, description, content, translations, duration_days, original_price_minor, current_price_minor, sort, tier)
VALUES
  (
    'coze-trial', '体验版', '入门', '先试一周，再做决定', '["基础智能体","每日 50 次对话"]',
    '{"en":{"name":"Trial","label":"Start here","description":"Try it for a week","content":["Basic agents","50 conversations a day"]},"jp":{"name":"トライアル","label":"はじめに","description":"まずは 1 週間お試し","content":["基本エージェント","1 日 50 回の会話"]}}',
    7, 1990, 990, 10, 0
  ),
  (
    'coze-pro', '专业版', '最受欢迎', '适合每天使用智能体的你', '["全部智能体","每日 500 次对话","优先队列"]',
    '{"en":{"name":"Pro","label":"Most popular","description":"For everyday work with agents","content":["All agents","500 conversations a day","Priority queue"]},"jp":{"name":"プロ","label":"一番人気","description":"毎日エージェントを使う方に","content":["すべてのエージェント","1 日 500 回の会話","優先キュー"]}}',
    30, 5990, 3990, 20, 10
  ),
  (
    'coze-year', '年度版', '省 40%', '一年无忧，平均每天不到一元', '["专业版全部权益","专属支持"]',
    '{"en":{"name":"Annual","label":"Save 40%","description":"A whole year for less than CN¥1 a day","content":["Everything in Pro","Dedicated support"]},"jp":{"name":"年間プラン","label":"40% お得","description":"1 日あたり 1 元未満で 1 年間","content":["プロの全特典","専任サポート"]}}',
    365, 47880, 28800, 30, 20
  )
ON CONFLICT (id) DO NOTHING;

INSERT INTO recharge_rule (id, power, give_power, sell_price_minor, label, translations, sort)
VALUES
  ('power-100', 100, 0, 990, '尝鲜', '{"en":{"label":"Starter"},"jp":{"label":"お試し"}}', 10),
  ('power-500', 500, 50, 4500, '最受欢迎', '{"en":{"label":"Most popular"},"jp":{"label":"一番人気"}}', 20),
  ('power-1200', 1200, 200, 9900, '多送 200', '{"en":{"label":"200 extra"},"jp":{"label":"200 ボーナス"}}', 30),
  ('power-3000', 3000, 800, 22800, '最划算', '{"en":{"label":"Best value"},"jp":{"label":"一番お得"}}', 40)
ON CONFLICT (id) DO NOTHING;

INSERT INTO plan (id, family, rank, interval, credit_rule, name, description, features, translations)
VALUES
  (
    'free', 'free', 0, 'none', 'monthly', '免费版', '每月赠送积分，随时开始', '["基础智能体"]',
    '{"en":{"name":"Free","description":"Some credits every month, to start at any time","features":["Basic agents"]},"jp":{"name":"無料","description":"毎月のクレジットで、いつでも始められます","features":["基本エージェント"]}}'
  ),
  (
    'pro_monthly', 'pro', 10, 'month', 'monthly', '专业版（月付）', '适合每天使用', '["全部智能体","优先队列"]',
    '{"en":{"name":"Pro, monthly","description":"For everyday work","features":["All agents","Priority queue"]},"jp":{"name":"プロ（月払い）","description":"毎日使う方に","features":["すべてのエージェント","優先キュー"]}}'
  ),
  (
    'pro_yearly', 'pro', 20, 'year', 'monthly', '专业版（年付）', '按年付更省，积分也更多', '["全部智能体","优先队列","比月付省三分之一"]',
    '{"en":{"name":"Pro, yearly","description":"Costs less than by month, with more credits","features":["All agents","Priority queue","A third less than monthly"]},"jp":{"name":"プロ（年払い）","description":"月払いよりお得で、クレジットも多く","features":["すべてのエージェント","優先キュー","月払いより 3 分の 1 お得"]}}'
  ),
  (
    'lifetime', 'lifetime', 30, 'once', 'once', '终身版', '一次付清，长期使用', '["全部智能体","优先队列"]',
    '{"en":{"name":"Lifetime","description":"Paid once, without an end","features":["All agents","Priority queue"]},"jp":{"name":"ライフタイム","description":"一度のお支払いで、期限なく","features":["すべてのエージェント","優先キュー"]}}'
  )
ON CONFLICT (id) DO NOTHING;

INSERT INTO plan_price (plan_id, currency, amount_minor)
VALUES
  ('pro_monthly', 'CNY', 6900), ('pro_monthly', 'USD', 999),
  ('pro_yearly', 'CNY', 54900), ('pro_yearly', 'USD', 7900),
  ('lifetime', 'CNY', 99900), ('lifetime', 'USD', 14900)
ON CONFLICT (plan_id, currency) DO NOTHING;

INSERT INTO plan_allowance (plan_id, version, credits)
VALUES
  ('free', 'v1', 10), ('free', 'v2', 5),
  ('pro_monthly', 'v1', 300), ('pro_monthly', 'v2', 100),
  ('pro_yearly', 'v1', 400), ('pro_yearly', 'v2', 150),
  ('lifetime', 'v1', 1000), ('lifetime', 'v2', 500)
ON CONFLICT (plan_id, version) DO NOTHING;

INSERT INTO credit_package (id, credits, name, label, translations, sort)
VALUES
  ('credits-100', 100, '入门包', '入门', '{"en":{"name":"Starter","label":"Starter"},"jp":{"name":"スターター","label":"お試し"}}', 10),
  ('credits-500', 500, '热门包', '最受欢迎', '{"en":{"name":"Popular","label":"Most popular"},"jp":{"name":"人気パック","label":"一番人気"}}', 20),
  ('credits-2000', 2000, '超值包', '超值', '{"en":{"name":"Value","label":"Good value"},"jp":{"name":"お得パック","label":"お得"}}', 30),
  ('credits-10000', 10000, '企业包', '最划算', '{"en":{"name":"Enterprise","label":"Best value"},"jp":{"name":"企業向けパック","label":"一番お得"}}', 40)
ON CONFLICT (id) DO NOTHING;

INSERT INTO credit_package_price (package_id, currency, amount_minor)
VALUES
  ('credits-100', 'CNY', 3500), ('credits-100', 'USD', 500),
  ('credits-500', 'CNY', 13900), ('credits-500', 'USD', 2000),
  ('credits-2000', 'CNY', 49900), ('credits-2000', 'USD', 7000),
  ('credits-10000', 'CNY', 209900), ('credits-10000', 'USD', 30000)
ON CONFLICT (package_id, currency) DO NOTHING;

INSERT INTO product (id, kind, pooled, asset, name, unit, translations, sort)
VALUES
  ('ai_chat', 'counter', 0, NULL, 'AI 对话', '次', '{"en":{"name":"AI conversations","unit":"conversations"},"jp":{"name":"AI チャット","unit":"回"}}', 10),
  ('email', 'counter', 0, NULL, '邮件', '封', '{"en":{"name":"E-mails","unit":"e-mails"},"jp":{"name":"メール","unit":"通"}}', 20),
  ('agent_seats', 'gauge', 0, NULL, '坐席', '个', '{"en":{"name":"Agent seats","unit":"seats"},"jp":{"name":"エージェント席","unit":"席"}}', 30),
  ('text_tokens', 'counter', 0, 'credits', '文本处理', 'token', '{"en":{"name":"Text processing","unit":"tokens"},"jp":{"name":"テキスト処理","unit":"トークン"}}', 40),
  ('model_tokens', 'counter', 1, 'credits', '大模型', 'token', '{"en":{"name":"Language models","unit":"tokens"},"jp":{"name":"言語モデル","unit":"トークン"}}', 50)
ON CONFLICT (id) DO NOTHING;

INSERT INTO product_price (product_id, model, pool, amount, per)
VALUES
  ('text_tokens', '', '', 1, 1000),
  ('model_tokens', 'standard', 'input', 100, 1000000),
  ('model_tokens', 'standard', 'cachedInput', 10, 1000000),
  ('model_tokens', 'standard', 'output', 400, 1000000),
  ('model_tokens', 'large', 'input', 500, 1000000),
  ('model_tokens', 'large', 'cachedInput', 50, 1000000),
  ('model_tokens', 'large', 'cacheWrite', 625, 1000000),
  ('model_tokens', 'large', 'output', 2500, 1000000)
ON CONFLICT (product_id, model, pool, valid_from) DO NOTHING;

INSERT INTO plan_quota (plan_id, product_id, quota, mode)
VALUES
  ('free', 'ai_chat', 100, 'hard'), ('free', 'email', 50, 'hard'), ('free', 'agent_seats', 1, 'hard'),
  ('pro_monthly', 'ai_chat', 10000, 'hard'), ('pro_monthly', 'email', 1000, 'soft'), ('pro_monthly', 'agent_seats', 5, 'hard'),
  ('pro_yearly', 'ai_chat', 10000, 'hard'), ('pro_yearly', 'email', 1000, 'soft'), ('pro_yearly', 'agent_seats', 5, 'hard'),
  ('lifetime', 'ai_chat', 20000, 'hard'), ('lifetime', 'email', 2000, 'soft'), ('lifetime', 'agent_seats', 10, 'hard')
ON CONFLICT (plan_id, product_id) DO NOTHING;

-- Who sells: without it no invoice is issued. The console, or PUT /api/console/seller, replaces it.
INSERT INTO seller (id, name, address, country, email, phone, tax_ids, taxes, note, since_period, updated_at, updated_by)
VALUES
  (1, '示例科技有限公司', '示例市示例路 1 号', 'CN', 'billing@example.com', '', '[]', '{"default":{"rate":600,"mark":""}}', '',
   strftime('%Y-%m', 'now'), unixepoch() * 1000, 'demo catalog')
ON CONFLICT (id) DO NOTHING;
