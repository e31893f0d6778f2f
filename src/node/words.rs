//! A key as six plain words, so that two people can compare it aloud or on two screens.
//!
//! Each word is one byte of BLAKE3 over the key: 48 bits. To be mistaken for another organisation somebody must make
//! about 2^48 keys before the meeting; the words guard against a swapped file, and the whole key is always shown beside them.

use crate::domain::key::PublicKey;

/// How many words name a key.
pub const WORD_COUNT: usize = 6;

/// The six words of a key, in both languages: equal keys give equal words, in the same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SixWords {
    /// In Chinese.
    pub chinese: [&'static str; WORD_COUNT],
    /// In English.
    pub english: [&'static str; WORD_COUNT],
}

impl SixWords {
    /// The words of the key.
    #[must_use]
    pub fn of(key: PublicKey) -> Self {
        let digest = blake3::derive_key("shouwen/six-words/1", key.as_bytes());
        let word = |table: &'static str, at: usize| table.split_whitespace().nth(usize::from(digest[at])).unwrap_or("?");
        Self { chinese: std::array::from_fn(|at| word(CHINESE, at)), english: std::array::from_fn(|at| word(ENGLISH, at)) }
    }
}

/// 256 words, in the order of their bytes.
const CHINESE: &str = "
老虎 狮子 大象 熊猫 猴子 兔子 绵羊 山羊 骆驼 斑马 河马 犀牛 狐狸 松鼠 刺猬 海豚
鲸鱼 乌龟 螃蟹 龙虾 青蛙 蝴蝶 蜜蜂 蜻蜓 蚂蚁 蜗牛 公鸡 鸭子 天鹅 孔雀 燕子 喜鹊
老鹰 鸽子 麻雀 鹦鹉 企鹅 仙鹤 骏马 黄牛 花猫 水獭 海豹 章鱼 珊瑚 贝壳 金鱼 蚕茧
苹果 香蕉 西瓜 葡萄 草莓 樱桃 柠檬 石榴 荔枝 龙眼 芒果 菠萝 柚子 枇杷 核桃 板栗
花生 玉米 小麦 水稻 高粱 黄豆 土豆 番茄 茄子 黄瓜 南瓜 冬瓜 白菜 菠菜 芹菜 萝卜
莲藕 竹笋 香菇 木耳 生姜 大蒜 辣椒 芝麻 蜂蜜 豆腐 馒头 饺子 面条 月饼 粽子 汤圆
牡丹 荷花 菊花 梅花 兰花 桂花 茉莉 玫瑰 百合 水仙 杜鹃 海棠 向日葵 仙人掌 松树 柏树
柳树 银杏 梧桐 枫叶 竹子 芦苇 青苔 橡树 桑叶 茶叶 葫芦 棉花 稻草 灵芝 人参 枸杞
太阳 月亮 星星 彩虹 白云 闪电 春雨 冬雪 台风 晨雾 露珠 冰雹 火山 瀑布 沙漠 草原
森林 海岛 湖泊 溪流 峡谷 山峰 平原 沙滩 礁石 码头 港口 灯塔 长城 宝塔 石桥 运河
书本 铅笔 毛笔 砚台 宣纸 算盘 尺子 剪刀 地图 日历 信封 邮票 报纸 钥匙 铜锁 雨伞
灯笼 蜡烛 风筝 陀螺 积木 象棋 围棋 琵琶 古筝 二胡 笛子 铜锣 大鼓 钢琴 吉他 口琴
茶壶 饭碗 筷子 勺子 盘子 水桶 竹篮 扫帚 毛巾 肥皂 牙刷 梳子 镜子 枕头 棉被 窗帘
桌子 椅子 沙发 衣柜 书架 时钟 手表 眼镜 帽子 围巾 手套 皮鞋 雨靴 外套 纽扣 背包
汽车 火车 飞机 轮船 帆船 自行车 马车 电梯 火箭 卫星 望远镜 显微镜 指南针 温度计 天平 磁铁
锤子 钳子 螺丝 锯子 斧头 铁锹 梯子 绳子 水泥 砖头 瓦片 玻璃 木板 钢管 齿轮 弹簧";

/// 256 words, in the order of their bytes.
const ENGLISH: &str = "
tiger lion elephant panda monkey rabbit sheep goat camel zebra hippo rhino fox squirrel hedgehog dolphin
whale turtle crab lobster frog butterfly bee dragonfly ant snail rooster duck swan peacock swallow magpie
eagle pigeon sparrow parrot penguin crane stallion ox kitten otter seal octopus coral shell goldfish cocoon
apple banana melon grape strawberry cherry lemon pomegranate lychee longan mango pineapple pomelo loquat walnut chestnut
peanut maize wheat rice sorghum soybean potato tomato aubergine cucumber pumpkin gourd cabbage spinach celery radish
lotus bamboo mushroom fungus ginger garlic pepper sesame honey tofu bun dumpling noodle mooncake zongzi tangyuan
peony waterlily daisy plum orchid osmanthus jasmine rose lily narcissus azalea begonia sunflower cactus pine cypress
willow ginkgo sycamore maple cane reed moss oak mulberry tea calabash cotton straw lingzhi ginseng goji
sun moon star rainbow cloud lightning drizzle snow typhoon fog dew hail volcano waterfall desert prairie
forest island lake stream canyon summit plain beach reef pier harbour lighthouse wall pagoda bridge canal
book pencil brush inkstone paper abacus ruler scissors map calendar envelope stamp newspaper key lock umbrella
lantern candle kite top block chess go lute zither fiddle flute gong drum piano guitar harmonica
teapot bowl chopsticks spoon plate bucket basket broom towel soap toothbrush comb mirror pillow quilt curtain
table chair sofa wardrobe shelf clock watch glasses hat scarf glove shoe boot coat button rucksack
car train airplane ship sailboat bicycle cart lift rocket satellite telescope microscope compass thermometer balance magnet
hammer pliers screw saw axe spade ladder rope cement brick tile glass plank pipe gear spring";

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_table_has_a_word_for_every_byte_and_none_twice() {
        for table in [CHINESE, ENGLISH] {
            let words: Vec<_> = table.split_whitespace().collect();
            assert_eq!(words.len(), 256);
            assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), 256);
        }
    }

    #[test]
    fn other_keys_have_other_words() {
        let (a, b) = (SixWords::of(PublicKey([1; 32])), SixWords::of(PublicKey([2; 32])));
        assert_eq!(a, SixWords::of(PublicKey([1; 32])));
        assert_ne!(a.chinese, b.chinese);
        assert_ne!(a.english, b.english);
    }
}
